namespace Orchestry.Http.Tests;

/// <summary>A clock that stands until a test moves it; for code that reads time and sets no timers.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    private readonly DateTimeOffset _start = now;
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
