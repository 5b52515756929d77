namespace Orchestry.Http.RateLimiting;

/// <summary>
/// What one client may still do. Every request counts against the minute and the hour; a write also against budgets of its own, half as
/// large, so that a client busy with writes can always still read.
/// </summary>
internal sealed class ClientBudget
{
    private readonly RateWindow[] _reads;
    private readonly RateWindow[] _writes;
    private long _lastSeen;

    public ClientBudget(int perMinute, int perHour)
    {
        RateWindow minute = new(perMinute, 60, "requests per minute"), hour = new(perHour, 3600, "requests per hour");
        _reads = On(minute, hour);
        _writes = On(
            minute, hour, new RateWindow(Half(perMinute), 60, "writes per minute"), new RateWindow(Half(perHour), 3600, "writes per hour"));
    }

    public RateDecision Take(bool isWrite, long now)
    {
        Volatile.Write(ref _lastSeen, now);
        var windows = isWrite ? _writes : _reads;
        for (var i = 0; i < windows.Length; i++)
        {
            if (windows[i].TryTake(now))
            {
                continue;
            }

            for (var taken = 0; taken < i; taken++)
            {
                windows[taken].GiveBack(now);
            }

            return Describe(windows[i], isAllowed: false, 0, now);
        }

        var remaining = int.MaxValue;
        foreach (var window in windows)
        {
            // The figure shown is of the longest window; a write can't do more than either of its two hours allow.
            remaining = window.ResetsAt(now) == windows[^1].ResetsAt(now) ? Math.Min(remaining, window.Remaining(now)) : remaining;
        }

        return Describe(windows[^1], isAllowed: true, Math.Max(0, remaining), now);
    }

    /// <summary>Whether forgetting the client would lose nothing.</summary>
    public bool IsSpent(long now) => now / 3600 != Volatile.Read(ref _lastSeen) / 3600 && now - Volatile.Read(ref _lastSeen) >= 60;

    private static RateWindow[] On(params ReadOnlySpan<RateWindow> windows)
    {
        var on = new List<RateWindow>();
        foreach (var window in windows)
        {
            if (window.IsOn)
            {
                on.Add(window);
            }
        }

        return [.. on];
    }

    private static int Half(int limit) => (limit + 1) / 2;

    private static RateDecision Describe(RateWindow window, bool isAllowed, int remaining, long now)
    {
        var resetsAt = window.ResetsAt(now);
        return new RateDecision(isAllowed, window.Name, window.Limit, remaining, resetsAt, Math.Max(1, resetsAt - now));
    }
}
