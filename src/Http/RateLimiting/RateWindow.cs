namespace Orchestry.Http.RateLimiting;

/// <summary>
/// Counts requests in the current window of wall time. Number of the window and count share one word, so that taking is a single
/// compare-and-swap and a new window needs no timer.
/// </summary>
internal sealed class RateWindow(int limit, int seconds, string name)
{
    private long _state;

    /// <summary>What people call the window.</summary>
    public string Name => name;

    public int Limit => limit;

    public bool IsOn => limit > 0;

    /// <summary>Takes one request's worth; false when none is left.</summary>
    public bool TryTake(long now)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var used = Used(state, now);
            if (used >= limit)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _state, (now / seconds << 32) | (uint)(used + 1), state) == state)
            {
                return true;
            }
        }
    }

    /// <summary>Gives one back that another window refused.</summary>
    public void GiveBack(long now)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var used = Used(state, now);
            if (used == 0 || Interlocked.CompareExchange(ref _state, state - 1, state) == state)
            {
                return;
            }
        }
    }

    public int Remaining(long now) => limit - Used(Volatile.Read(ref _state), now);

    /// <summary>When the window ends, in unix seconds.</summary>
    public long ResetsAt(long now) => ((now / seconds) + 1) * seconds;

    private int Used(long state, long now) => state >> 32 == now / seconds ? (int)(uint)state : 0;
}
