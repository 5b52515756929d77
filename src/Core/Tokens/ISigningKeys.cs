using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tokens;

/// <summary>A key, opened.</summary>
/// <param name="Id">Its name, which every token carries.</param>
/// <param name="Secret">The key itself.</param>
public sealed record OpenedKey(string Id, byte[] Secret)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => Id;
}

/// <summary>The keys that logins are signed with, opened; the same on every node.</summary>
public interface ISigningKeys
{
    /// <summary>
    /// The keys, oldest first; the last one signs. The same list as long as they are the same. None before the first leader has made one.
    /// </summary>
    IReadOnlyList<OpenedKey> Current { get; }

    /// <summary>Makes a new key that signs from now on; the others prove what they signed until that has expired. On the leader.</summary>
    /// <returns>The new key's name.</returns>
    Task<Outcome<Written<string>>> RotateAsync(CancellationToken cancellationToken);
}
