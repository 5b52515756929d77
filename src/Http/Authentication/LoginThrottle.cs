namespace Orchestry.Http.Authentication;

/// <summary>
/// Slows down who guesses passwords: after a few failures for one name, or from one client, each further try has to wait longer, up to a quarter of an
/// hour. A success forgets them. Bounded in memory: when full, the oldest are forgotten.
/// </summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    private const int FreeTries = 5;
    private const int MostKept = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long these have to wait before the next try; zero: not at all.</summary>
    public TimeSpan PauseFor(string username, string client)
    {
        lock (_gate)
        {
            var (byName, byClient) = (Left(NameKey(username)), Left(ClientKey(client)));
            return byName > byClient ? byName : byClient;
        }
    }

    public void Failed(string username, string client)
    {
        lock (_gate)
        {
            Count(NameKey(username));
            Count(ClientKey(client));
        }
    }

    public void Succeeded(string username, string client)
    {
        lock (_gate)
        {
            _failures.Remove(NameKey(username));
            _failures.Remove(ClientKey(client));
        }
    }

    private static string NameKey(string username) => $"name {username}";

    private static string ClientKey(string client) => $"client {client}";

    private TimeSpan Left(string key)
    {
        if (!_failures.TryGetValue(key, out var failures) || failures.Count < FreeTries)
        {
            return TimeSpan.Zero;
        }

        var pause = FirstPause * Math.Pow(2, Math.Min(failures.Count - FreeTries, 20));
        var left = (pause < LongestPause ? pause : LongestPause) - (time.GetUtcNow() - failures.LastAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Count(string key)
    {
        var now = time.GetUtcNow();
        var count = _failures.TryGetValue(key, out var before) && now - before.LastAt < 2 * LongestPause ? before.Count + 1 : 1;
        _failures[key] = new Failures(count, now);
        if (_failures.Count > MostKept)
        {
            _failures.Remove(_failures.MinBy(f => f.Value.LastAt).Key);
        }
    }

    private readonly record struct Failures(int Count, DateTimeOffset LastAt);
}
