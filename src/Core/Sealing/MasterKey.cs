using System.Security.Cryptography;
using System.Text;

namespace Orchestry.Core.Sealing;

/// <summary>
/// The key that everything secret in the database is sealed with. It is never in the database itself: a copy of that is worth nothing without the
/// file. All nodes of a cluster have the same.
/// </summary>
public sealed class MasterKey : IDisposable
{
    /// <summary>Its length in bytes (AES-256).</summary>
    public const int Length = 32;

    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly AesGcm _cipher;

    // The platform keeps the state of a call in the cipher: two calls at a time would spoil each other's.
    private readonly Lock _oneAtATime = new();

    /// <param name="key"><see cref="Length"/> bytes.</param>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
        {
            throw new ArgumentException($"A master key has {Length} bytes, not {key.Length}.", nameof(key));
        }

        _cipher = new AesGcm(key, TagLength);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(HMACSHA256.HashData(key, "orchestry master key"u8)));
    }

    /// <summary>Tells this key from another, and nothing else of it; in hexadecimal. May be stored and shown.</summary>
    public string Fingerprint { get; }

    /// <summary>
    /// Seals a secret (AES-256-GCM, NIST SP 800-38D, with a random nonce): version, nonce, tag and cipher text as base64.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="purpose">What it is for. It can be opened for the same purpose only, so that one sealed text can't stand in for another.</param>
    public string Seal(ReadOnlySpan<byte> secret, string purpose)
    {
        var @sealed = new byte[1 + NonceLength + TagLength + secret.Length];
        @sealed[0] = Version;
        var nonce = @sealed.AsSpan(1, NonceLength);
        var tag = @sealed.AsSpan(1 + NonceLength, TagLength);
        RandomNumberGenerator.Fill(nonce);
        lock (_oneAtATime)
        {
            _cipher.Encrypt(nonce, secret, @sealed.AsSpan(1 + NonceLength + TagLength), tag, Encoding.UTF8.GetBytes(purpose));
        }

        return Convert.ToBase64String(@sealed);
    }

    /// <summary>The secret, or null when the text was sealed with another key, for another purpose, or was changed.</summary>
    public byte[]? Open(string text, string purpose)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length < 1 + NonceLength + TagLength || bytes[0] != Version)
        {
            return null;
        }

        var secret = new byte[length - 1 - NonceLength - TagLength];
        try
        {
            lock (_oneAtATime)
            {
                _cipher.Decrypt(
                    bytes.AsSpan(1, NonceLength), bytes.AsSpan((1 + NonceLength + TagLength)..length), bytes.AsSpan(1 + NonceLength, TagLength), secret,
                    Encoding.UTF8.GetBytes(purpose));
            }

            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>
    /// Seals a text. Sealing the same twice gives two texts; where what stays the same must look the same, it is what it was sealed as before.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="before">What was sealed for that purpose before, which may be this very text; null: nothing.</param>
    public string SealText(string text, string purpose, string? before = null) =>
        before is not null && OpenText(before, purpose) == text ? before : Seal(Encoding.UTF8.GetBytes(text), purpose);

    /// <summary>The text, or null when it was sealed with another key, for another purpose, or was changed.</summary>
    public string? OpenText(string text, string purpose) => Open(text, purpose) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();
}
