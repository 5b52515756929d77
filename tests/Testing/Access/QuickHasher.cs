using Microsoft.AspNetCore.Identity;
using Orchestry.Core.Accounts;

namespace Orchestry.Testing.Access;

/// <summary>Hashes in no time, and counts how often it was asked to compare.</summary>
public sealed class QuickHasher : IPasswordHasher<Account>
{
    private int _comparisons;

    /// <summary>How often a password was compared with a hash.</summary>
    public int Comparisons => Volatile.Read(ref _comparisons);

    /// <inheritdoc/>
    public string HashPassword(Account user, string password) =>
        Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(password)));

    /// <inheritdoc/>
    public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _comparisons);
        return HashPassword(user, providedPassword) == hashedPassword ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
    }
}
