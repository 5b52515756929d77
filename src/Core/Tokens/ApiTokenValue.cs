using System.Security.Cryptography;
using System.Text;

namespace Orchestry.Core.Tokens;

/// <summary>The value of an API token: <c>ring_pat_</c> and 256 random bits. Whoever has it is the token.</summary>
public static class ApiTokenValue
{
    /// <summary>How every value begins.</summary>
    public const string Mark = "ring_pat_";

    private const int RandomBytes = 32;
    private const int ShownCharacters = 6;

    /// <summary>A new value.</summary>
    public static string New() => Mark + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>The part of a value that may be shown: 24 of its 256 bits.</summary>
    public static string PrefixOf(string value) => value[..Math.Min(value.Length, Mark.Length + ShownCharacters)];

    /// <summary>What is stored of a value.</summary>
    public static string HashOf(string value) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    /// <summary>Whether it is the value that was hashed so; takes as long wherever they differ.</summary>
    public static bool Matches(string value, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(value)), Encoding.ASCII.GetBytes(hash));
}
