using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Orchestry.Core.Sealing;

namespace Orchestry.Core.Tokens;

/// <summary>A key that tokens are signed with.</summary>
/// <param name="Id">Its name, which every token carries.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Sealed">The key itself, sealed.</param>
public sealed record SigningKey(string Id, DateTimeOffset CreatedAt, string Sealed);

/// <summary>
/// The keys that tokens are signed with, as they are stored: sealed, and shared by all nodes. The newest signs; the ones before it only prove what they
/// signed, until the last of that has expired.
/// </summary>
public sealed record SigningKeys
{
    /// <summary>What they are sealed for.</summary>
    public const string Purpose = "signing-key";

    /// <summary>How many are kept: whoever rotates more often than that within a token's life ends the oldest tokens early.</summary>
    public const int Most = 16;

    private const int Length = 32;

    /// <summary>None.</summary>
    public static SigningKeys Empty { get; } = new();

    /// <summary>The keys, oldest first.</summary>
    public ImmutableArray<SigningKey> Keys { get; init; } = [];

    /// <summary>The same with a new key that signs from now on, and without those whose tokens have all expired.</summary>
    /// <param name="master">What it is sealed with.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long a token lives.</param>
    public SigningKeys Rotate(MasterKey master, DateTimeOffset now, TimeSpan lifetime)
    {
        var key = RandomNumberGenerator.GetBytes(Length);
        var fresh = new SigningKey(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), now, master.Seal(key, Purpose));
        CryptographicOperations.ZeroMemory(key);
        // A key is followed when the next one is made, so its last token dies a lifetime after that.
        var needed = Keys.Where((_, i) => i == Keys.Length - 1 || Keys[i + 1].CreatedAt + lifetime > now);
        return new SigningKeys { Keys = [.. needed.TakeLast(Most - 1), fresh] };
    }
}

/// <summary>How they are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SigningKeys))]
public sealed partial class SigningKeysJson : JsonSerializerContext;
