namespace Orchestry.Actors.Kernel;

/// <summary>Waits for the end of one actor from outside any actor.</summary>
internal sealed class StopWatcher : InternalActorRef
{
    private readonly TaskCompletionSource<bool> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LocalActorRef _target;
    private readonly ITimer _timer;

    public StopWatcher(LocalActorRef target, TimeSpan timeout)
    {
        _target = target;
        _timer = System.Clock.CreateTimer(static watcher => ((StopWatcher)watcher!).TimeOut(), this, timeout, Timeout.InfiniteTimeSpan);
    }

    public Task<bool> Stopped => _stopped.Task;

    public override ActorSystem System => _target.System;

    public override ActorPath Path { get; } = new ActorPath(null, "temp") / "graceful-stop";

    public override void Tell(object message, IActorRef? sender)
    {
    }

    public override void SendSystem(SystemMessage message)
    {
        if (message is SystemMessage.Died && _stopped.TrySetResult(true))
            _timer.Dispose();
    }

    private void TimeOut()
    {
        _target.SendSystem(new SystemMessage.Unwatch(this));
        _stopped.TrySetResult(false);
        _timer.Dispose();
    }
}
