namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// The time until which a leader holds its own lease to be valid, on its own monotonic clock. Thread-safe. Once passed it stays passed.
/// </summary>
internal sealed class OfficeDeadline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _span;
    private readonly Action _passed;
    private readonly ITimer _timer;
    private long _from;
    private bool _hasPassed;

    /// <summary>Starts to count.</summary>
    /// <param name="span">How long after the last renewal was sent.</param>
    /// <param name="from">The timestamp from before the first was sent.</param>
    /// <param name="passed">Told when it passes; perhaps more than once.</param>
    /// <param name="time">The clock.</param>
    public OfficeDeadline(TimeSpan span, long from, Action passed, TimeProvider time)
    {
        (_span, _from, _passed, _time) = (span, from, passed, time);
        _timer = time.CreateTimer(static state => ((OfficeDeadline)state!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Check();
    }

    /// <summary>Asks the clock itself: after a freeze the timer may be late.</summary>
    public bool Check()
    {
        lock (_gate)
        {
            var left = _span - _time.GetElapsedTime(_from);
            _hasPassed |= left <= TimeSpan.Zero;
            if (!_hasPassed)
            {
                // A timer may fire a little early; then it is set again. Rounded up, or it would spin through the last millisecond.
                _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return false;
            }
        }

        _passed();
        return true;
    }

    /// <summary>Counts from a newer renewal, unless the deadline passed before its answer came.</summary>
    public void Extend(long from)
    {
        if (!Check())
        {
            lock (_gate)
            {
                _from = from;
            }

            Check();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
