namespace Orchestry.Actors.Kernel;

/// <summary>Failing, and deciding about children that failed.</summary>
internal sealed partial class ActorCell
{
    private FaultState? _fault;

    private FaultState Fault => _fault ??= new FaultState();

    /// <summary>Tells the parent and handles no user message until it has decided.</summary>
    private void Fail(Exception cause)
    {
        if (_lifecycle is Lifecycle.Stopping or Lifecycle.Terminated)
        {
            System.Log.FailedWhileStopping(cause, self);
            return;
        }

        _isSuspended = true;
        Fault.FailedMessage = _envelope?.Message;
        if (self.Parent is { } parent)
        {
            parent.SendSystem(new SystemMessage.Failed(self, cause));
            return;
        }

        System.Log.GuardianFailed(cause, self);
        Stop(self);
    }

    private void OnResume()
    {
        if (_lifecycle != Lifecycle.Alive)
            return;

        var fault = _fault;
        _fault = null;
        _isSuspended = false;
        foreach (var child in fault?.Escalated ?? [])
            child.SendSystem(new SystemMessage.Resume());

        if (_actor is null)
            OnRestart(new ActorInitializationException(self, $"{self.Path} never started, so there is nothing to resume.", null));
    }

    private void OnChildFailed(LocalActorRef child, Exception cause)
    {
        if (_lifecycle is not (Lifecycle.Alive or Lifecycle.Restarting) || _children?.Contains(child) != true)
            return;

        // Until a verdict stands, a strategy that throws is an escalation: the child shares this actor's fate.
        (Fault.Escalated ??= []).Add(child);
        var strategy = props.SupervisorStrategy ?? _actor?.StrategyForChildren() ?? SupervisorStrategy.DefaultStrategy;
        var directive = strategy.Decide(cause);
        if (directive == Directive.Restart && !_children.MayRestart(child, strategy))
        {
            System.Log.RetriesExhausted(child, strategy.MaxNrOfRetries, strategy.WithinTimeRange);
            directive = Directive.Stop;
        }

        System.Log.ActorFailed(cause, child, directive);
        if (directive == Directive.Escalate)
        {
            Fail(cause);
            return;
        }

        Fault.Escalated?.Remove(child);
        strategy.Apply(directive, cause, child, _children.Snapshot(), this);
    }
}

/// <summary>What an actor remembers between its failure and the verdict.</summary>
internal sealed class FaultState
{
    public object? FailedMessage { get; set; }

    public Exception? RestartCause { get; set; }

    /// <summary>Children waiting for a verdict that was passed up.</summary>
    public List<LocalActorRef>? Escalated { get; set; }
}
