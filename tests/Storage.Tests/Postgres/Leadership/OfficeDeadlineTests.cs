using Orchestry.Storage.Postgres.Leadership;
using Orchestry.Testing;

namespace Orchestry.Storage.Tests.Postgres.Leadership;

public sealed class OfficeDeadlineTests
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    private readonly ManualClock _clock = new();
    private int _passed;

    [Fact]
    public void It_passes_by_itself_when_its_time_is_up()
    {
        using var deadline = Begin();

        _clock.Advance(Span - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _passed);
        _clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal(1, _passed);
        Assert.Equal(0, _clock.ActiveTimers);
    }

    [Fact]
    public void It_counts_from_before_the_renewal_was_sent()
    {
        using var deadline = Begin();
        _clock.Advance(TimeSpan.FromSeconds(3));
        var sentAt = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMilliseconds(900));

        deadline.Extend(sentAt);

        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, _passed);
        _clock.Advance(TimeSpan.FromMilliseconds(102));
        Assert.Equal(1, _passed);
    }

    [Fact]
    public void A_renewal_answered_too_late_does_not_revive_it()
    {
        using var deadline = Begin();
        var sentAt = _clock.GetTimestamp();
        _clock.Advance(Span + Span);

        deadline.Extend(sentAt);
        deadline.Extend(_clock.GetTimestamp());

        Assert.True(deadline.Check());
    }

    [Fact]
    public void Asked_after_a_freeze_it_has_passed_although_no_timer_has_fired()
    {
        var clock = new FrozenTimers();
        using var deadline = new OfficeDeadline(Span, clock.GetTimestamp(), () => _passed++, clock);
        Assert.False(deadline.Check());

        clock.Now += Span;

        Assert.True(deadline.Check());
        Assert.Equal(1, _passed);
    }

    private OfficeDeadline Begin() => new(Span, _clock.GetTimestamp(), () => _passed++, _clock);

    /// <summary>A process that just woke: time has passed, but none of its timers has had its turn.</summary>
    private sealed class FrozenTimers : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
