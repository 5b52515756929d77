namespace Orchestry.Cli.Tests;

/// <summary>A clock on which pauses of up to ten seconds pass at once, and longer ones, which are deadlines, never come.</summary>
internal sealed class HastyClock : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How much has passed.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return _elapsed;
        }
    }

    /// <summary>Time that passes while somebody else is at work.</summary>
    public void Pass(TimeSpan time)
    {
        lock (_gate)
        {
            _elapsed += time;
        }
    }

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime > LongestPause)
        {
            return new NoTimer();
        }

        lock (_gate)
        {
            _elapsed += dueTime;
        }

        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
