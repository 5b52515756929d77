namespace Orchestry.Actors.Kernel;

internal sealed class TimerScheduler(LocalActorRef self) : ITimerScheduler
{
    private readonly Dictionary<object, ActorTimer> _timers = [];
    private bool _isClosed;

    public void StartSingleTimer(object key, object message, TimeSpan delay) => Start(key, message, delay, Timeout.InfiniteTimeSpan);

    public void StartPeriodicTimer(object key, object message, TimeSpan interval) => Start(key, message, interval, interval);

    public void StartPeriodicTimer(object key, object message, TimeSpan initialDelay, TimeSpan interval)
        => Start(key, message, initialDelay, interval);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer))
            timer.Dispose();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values)
            timer.Dispose();

        _timers.Clear();
    }

    /// <summary>The incarnation is over: what it still tries to start is not started.</summary>
    public void Close()
    {
        _isClosed = true;
        CancelAll();
    }

    /// <summary>Whether this very timer is the one in force under its key; a single one is then spent.</summary>
    public bool TryTake(ActorTimer timer)
    {
        if (!_timers.TryGetValue(timer.Key, out var inForce) || !ReferenceEquals(inForce, timer))
            return false;

        if (!timer.IsPeriodic)
            Cancel(timer.Key);

        return true;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan period)
    {
        Cancel(key);
        if (_isClosed)
            return;

        var timer = new ActorTimer(this, self, key, message, period != Timeout.InfiniteTimeSpan);
        _timers.Add(key, timer);
        timer.Start(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, period);
    }
}

/// <summary>A timer and, at the same time, the message it puts into the mailbox: its identity tells a stale one from the one in force.</summary>
internal sealed class ActorTimer(TimerScheduler owner, LocalActorRef self, object key, object message, bool isPeriodic) : KernelMessage, IDisposable
{
    private ITimer? _timer;

    public object Key { get; } = key;

    public object Message { get; } = message;

    public bool IsPeriodic { get; } = isPeriodic;

    public void Start(TimeSpan delay, TimeSpan period)
        => _timer = self.System.Clock.CreateTimer(static timer => ((ActorTimer)timer!).Fire(), this, delay, period);

    public bool TryTake() => owner.TryTake(this);

    public void Dispose() => _timer?.Dispose();

    private void Fire() => self.Tell(this, self);
}
