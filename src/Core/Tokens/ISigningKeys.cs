namespace Orchestry.Core.Tokens;

/// <summary>A key, opened.</summary>
/// <param name="Id">Its name, which every token carries.</param>
/// <param name="Secret">The key itself.</param>
public sealed record OpenedKey(string Id, byte[] Secret);

/// <summary>The keys that tokens are signed with, opened; the same on every node.</summary>
public interface ISigningKeys
{
    /// <summary>
    /// The keys, oldest first; the last one signs. Throws <see cref="Journal.StoreException"/> when the database is away and nothing was read before.
    /// </summary>
    Task<IReadOnlyList<OpenedKey>> ReadAsync(CancellationToken cancellationToken);
}
