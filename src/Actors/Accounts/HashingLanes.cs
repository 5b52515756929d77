using Microsoft.AspNetCore.Identity;
using Orchestry.Core.Accounts;

namespace Orchestry.Actors.Accounts;

/// <summary>
/// Hashes passwords and checks them, a few at a time: each takes a processor for a tenth of a second, and whoever may not log in yet must not be able to
/// take all of them.
/// </summary>
internal sealed class HashingLanes(IPasswordHasher<Account> hasher) : IDisposable
{
    // The framework's hasher does not look at whom it hashes for.
    private static readonly Account Nobody = new() { Id = "0", Username = "", PasswordHash = "", Generation = 0, CreatedAt = default };

    private readonly SemaphoreSlim _lanes = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly string _nobodysHash = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    /// <summary>The salted hash of a password.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => hasher.HashPassword(Nobody, password), cancellationToken);

    /// <summary>Whether a hash is that of the password. Without a hash it is not, and that takes as long to find out.</summary>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) => RunAsync(
        () => hasher.VerifyHashedPassword(Nobody, hash ?? _nobodysHash, password) != PasswordVerificationResult.Failed && hash is not null,
        cancellationToken);

    public void Dispose() => _lanes.Dispose();

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _lanes.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _lanes.Release();
        }
    }
}
