using System.Net;
using Orchestry.Http.RateLimiting;

namespace Orchestry.Http.Authentication;

/// <summary>
/// Slows down who guesses passwords: after a few failures from one client, or for one name, each further try has to wait longer. A success forgets them.
/// A try counts as failed from its beginning on, so that many at once count as many. Bounded in memory: when full, the oldest are forgotten.
/// </summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    private const int FreeTries = 5;
    private const int MostKept = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestClientPause = TimeSpan.FromMinutes(15);

    // Short, since anybody can make somebody else's name wait; still too long to guess much, from however many addresses.
    private static readonly TimeSpan LongestNamePause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Failures> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ClientKey, Failures> _clients = [];

    /// <summary>Begins a try, unless it comes too soon.</summary>
    /// <returns>How long it has to wait; zero: it is counted and may go on.</returns>
    public TimeSpan Begin(string username, IPAddress? address)
    {
        var client = ClientKey.Of(address);
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var (byName, byClient) = (Left(_names, username, LongestNamePause, now), Left(_clients, client, LongestPauseOf(address), now));
            if (byName > TimeSpan.Zero || byClient > TimeSpan.Zero)
            {
                return byName > byClient ? byName : byClient;
            }

            Count(_names, username, now);
            Count(_clients, client, now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The try that was begun was none to worry about.</summary>
    public void Succeeded(string username, IPAddress? address)
    {
        lock (_gate)
        {
            _names.Remove(username);
            _clients.Remove(ClientKey.Of(address));
        }
    }

    // A proxy on this machine speaks for everybody: who guesses must not keep all others out.
    private static TimeSpan LongestPauseOf(IPAddress? address) => address is null || IPAddress.IsLoopback(address) ? LongestNamePause : LongestClientPause;

    private static TimeSpan Left<TKey>(Dictionary<TKey, Failures> failures, TKey key, TimeSpan longest, DateTimeOffset now)
        where TKey : notnull
    {
        if (!failures.TryGetValue(key, out var known) || known.Count < FreeTries)
        {
            return TimeSpan.Zero;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(known.Count - FreeTries, 20));
        var left = (pause < longest ? pause : longest) - (now - known.LastAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static void Count<TKey>(Dictionary<TKey, Failures> failures, TKey key, DateTimeOffset now)
        where TKey : notnull
    {
        var count = failures.TryGetValue(key, out var before) && now - before.LastAt < 2 * LongestClientPause ? before.Count + 1 : 1;
        failures[key] = new Failures(count, now);
        if (failures.Count > MostKept)
        {
            failures.Remove(failures.MinBy(f => f.Value.LastAt).Key);
        }
    }

    private readonly record struct Failures(int Count, DateTimeOffset LastAt);
}
