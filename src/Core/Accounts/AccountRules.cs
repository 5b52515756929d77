using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Accounts;

/// <summary>What names and passwords may be.</summary>
public static class AccountRules
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestUsername = 64;

    /// <summary>The shortest password, in characters (NIST SP 800-63B, 3.1.1.2, asks for at least 8).</summary>
    public const int ShortestPassword = 8;

    /// <summary>The longest password, in characters: hashing costs time, and whoever may ask for it could ask for a lot.</summary>
    public const int LongestPassword = 256;

    /// <summary>Every rule that a new name breaks.</summary>
    public static IEnumerable<Violation> JudgeUsername(string? username)
    {
        if (string.IsNullOrEmpty(username))
        {
            yield return new Violation("username", "is required");
        }
        else if (username.Length > LongestUsername || !char.IsAsciiLetterOrDigit(username[0]) || !username.All(IsUsable))
        {
            yield return new Violation(
                "username", $"must be 1 to {LongestUsername} letters, digits, dots, hyphens, underscores and @, with a letter or digit first");
        }
    }

    /// <summary>Every rule that a new password breaks. Says nothing of the password itself.</summary>
    public static IEnumerable<Violation> JudgePassword(string? password, string? username)
    {
        if (string.IsNullOrEmpty(password))
        {
            yield return new Violation("password", "is required");
        }
        else if (password.Length is < ShortestPassword or > LongestPassword)
        {
            yield return new Violation("password", $"must have {ShortestPassword} to {LongestPassword} characters");
        }
        else if (password == AccountBook.FirstPassword || string.Equals(password, username, StringComparison.OrdinalIgnoreCase))
        {
            yield return new Violation("password", "is one that is tried first: neither the name nor that of the first start will do");
        }
    }

    private static bool IsUsable(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@';
}
