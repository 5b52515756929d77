namespace Orchestry.Actors.Kernel;

/// <summary>How often one child was restarted lately.</summary>
internal sealed class RestartStatistics(TimeProvider clock)
{
    private int _restarts;
    private long? _windowStart;

    /// <summary>
    /// Akka's rule: a negative limit means no limit, or one restart per window where there is a window; without a window all restarts count;
    /// a window starts with the first restart after the previous window's end.
    /// </summary>
    public bool RequestRestart(int limit, TimeSpan? within)
    {
        if (limit == 0)
            return false;

        if (within is not { } window)
            return limit < 0 || ++_restarts <= limit;

        var isInside = _windowStart is { } start && clock.GetElapsedTime(start) <= window;
        if (!isInside)
        {
            _windowStart = clock.GetTimestamp();
            _restarts = 0;
        }

        return ++_restarts <= (limit < 0 ? 1 : limit);
    }
}
