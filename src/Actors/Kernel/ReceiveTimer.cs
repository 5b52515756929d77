namespace Orchestry.Actors.Kernel;

/// <summary>The receive timeout: one timer, put off by every message.</summary>
internal sealed class ReceiveTimer(LocalActorRef self, TimeSpan timeout)
{
    private readonly TimerScheduler _timers = new(self);

    public void Restart() => _timers.StartSingleTimer(this, ReceiveTimeout.Instance, timeout);

    public void Cancel() => _timers.CancelAll();
}
