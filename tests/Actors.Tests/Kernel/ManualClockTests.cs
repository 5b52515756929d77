using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class ManualClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualClock _clock = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_each_at_its_instant()
    {
        using var late = Start("late", 3 * Second, Timeout.InfiniteTimeSpan);
        using var periodic = Start("periodic", Second, 2 * Second);
        using var early = Start("early", 2 * Second, Timeout.InfiniteTimeSpan);
        using var tied = Start("tied", 3 * Second, Timeout.InfiniteTimeSpan);

        _clock.Advance(5 * Second);
        Assert.Equal(["periodic at 1", "early at 2", "late at 3", "periodic at 3", "tied at 3", "periodic at 5"], _fired);
    }

    [Fact]
    public void A_timer_started_by_another_fires_within_the_same_advance_if_due()
    {
        ITimer? second = null;
        using var first = _clock.CreateTimer(_ => second = Start("second", Second, Timeout.InfiniteTimeSpan), null, Second, Timeout.InfiniteTimeSpan);
        _clock.Advance(2 * Second);
        second?.Dispose();
        Assert.Equal(["second at 2"], _fired);
    }

    [Fact]
    public void A_disposed_or_stopped_timer_stays_silent()
    {
        var disposed = Start("disposed", Second, Second);
        using var stopped = Start("stopped", Second, Second);
        disposed.Dispose();
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Advance(5 * Second);
        Assert.Empty(_fired);
        Assert.False(disposed.Change(Second, Second));
        Assert.Null(_clock.NextDue);
    }

    [Fact]
    public void Timestamps_follow_the_same_time_in_a_unit_of_their_own()
    {
        var start = _clock.GetTimestamp();
        _clock.Advance(1.5 * Second);
        Assert.Equal(1.5 * Second, _clock.GetElapsedTime(start));
        Assert.NotEqual(TimeProvider.System.TimestampFrequency, _clock.TimestampFrequency);
    }

    [Fact]
    public async Task Delays_and_cancellation_follow_it()
    {
        using var deadline = new CancellationTokenSource(2 * Second, _clock);
        var delay = Task.Delay(Second, _clock);
        _clock.Advance(Second);
        await delay.WaitAsync(TestKit.Guard);
        Assert.False(deadline.IsCancellationRequested);
        _clock.Advance(Second);
        Assert.True(deadline.IsCancellationRequested);
    }

    [Fact]
    public void Time_does_not_go_back() => Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(-Second));

    private ITimer Start(string name, TimeSpan due, TimeSpan period)
        => _clock.CreateTimer(_ => _fired.Add($"{name} at {_clock.Elapsed.TotalSeconds}"), null, due, period);
}
