namespace Orchestry.Actors.Kernel;

/// <summary>An actor that sends itself messages later; the kernel sets <see cref="Timers"/> before <c>PreStart</c>.</summary>
public interface IWithTimers
{
    ITimerScheduler Timers { get; set; }
}

/// <summary>
/// Timers of one incarnation, on the system's clock. A message of a timer that was cancelled, replaced or belongs to a former incarnation
/// never arrives, even if it was in the mailbox already. All end with the incarnation.
/// </summary>
public interface ITimerScheduler
{
    /// <summary>Replaces the timer of that key, if there is one.</summary>
    void StartSingleTimer(object key, object message, TimeSpan delay);

    /// <summary>First after one interval.</summary>
    void StartPeriodicTimer(object key, object message, TimeSpan interval);

    void StartPeriodicTimer(object key, object message, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>True until a single timer's message is handled, or the timer is cancelled.</summary>
    bool IsTimerActive(object key);

    void Cancel(object key);

    void CancelAll();
}
