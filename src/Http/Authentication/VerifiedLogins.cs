using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Orchestry.Core.Tokens;

namespace Orchestry.Http.Authentication;

/// <summary>What a token says whose signature was found to be ours.</summary>
internal sealed record VerifiedLogin(
    IReadOnlyList<OpenedKey> Keys, string UserId, int Generation, string LoginId, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt);

/// <summary>
/// Tokens whose signature was checked, by their SHA-256: checking it costs a third of a read's time (docs/benchmarks.md), and it can't become another
/// one. Everything that can change, such as whether the login has ended, is looked at each time. Bounded: when full it begins anew.
/// </summary>
internal sealed class VerifiedLogins
{
    private const int Most = 1000;
    private readonly ConcurrentDictionary<Digest, VerifiedLogin> _known = new();

    /// <summary>What the token says, if it was checked with these very keys; else null.</summary>
    public VerifiedLogin? Find(string token, IReadOnlyList<OpenedKey> keys) =>
        _known.TryGetValue(Digest.Of(token), out var login) && ReferenceEquals(login.Keys, keys) ? login : null;

    public void Add(string token, VerifiedLogin login)
    {
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[Digest.Of(token)] = login;
    }

    public void Forget(string token) => _known.TryRemove(Digest.Of(token), out _);

    private readonly record struct Digest(ulong A, ulong B, ulong C, ulong D)
    {
        public static Digest Of(string token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
            var words = MemoryMarshal.Cast<byte, ulong>(hash);
            return new Digest(words[0], words[1], words[2], words[3]);
        }
    }
}
