namespace Orchestry.Actors.Kernel;

/// <summary>
/// A living actor's insides: its incarnation, its children, what it watches, its part of the mailbox. Touched only by the thread that runs
/// the mailbox. What most actors never need (children, watches, faults, asynchronous handlers) is allocated on first use.
/// </summary>
internal sealed partial class ActorCell(LocalActorRef self, Props props) : IActorContext
{
    /// <summary>Ambient only so that constructors find their context and <c>Tell</c> its sender; it never outlives a run of the mailbox.</summary>
    [ThreadStatic]
    private static ActorCell? _running;

    private ActorBase? _actor;
    private Envelope? _envelope;
    private ChildrenContainer? _children;
    private ReceiveTimer? _receiveTimer;

    public static ActorCell? Running => _running;

    /// <summary>An actor is being made for this cell: the only moment at which one may be.</summary>
    public bool IsIncarnating => _actor is null;

    public LocalActorRef Self => self;

    IActorRef IActorContext.Self => self;

    public IActorRef Sender => _envelope?.Sender ?? self.System.DeadLetters;

    public IActorRef Parent => self.Parent ?? ActorRefs.Nobody;

    public ActorSystem System => self.System;

    public Props Props => props;

    public IReadOnlyCollection<IActorRef> Children => _children?.Snapshot() ?? [];

    public IActorRef Child(string name) => _children?.Find(name) ?? ActorRefs.Nobody;

    /// <summary>Also called from outside on the guardian, whose container exists from the start.</summary>
    public IActorRef ActorOf(Props childProps, string? name = null)
    {
        var child = (_children ??= new ChildrenContainer(self)).Add(childProps, name);
        child.Start();
        return child;
    }

    public void Stop(IActorRef actor)
    {
        if (actor is not LocalActorRef local)
            return;

        _children?.NoteStopping(local);
        local.SendSystem(new SystemMessage.Stop());
    }

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        _receiveTimer?.Cancel();
        _receiveTimer = timeout is { } pause ? new ReceiveTimer(self, pause) : null;
        _receiveTimer?.Restart();
    }

    /// <summary>The message being handled, for the stash.</summary>
    public Envelope? Current => _envelope;

    public void PutBack(Envelope envelope) => _user.Prepend(envelope);

    /// <summary>For the guardian: its children are started from any thread.</summary>
    public void PrepareChildren() => _children = new ChildrenContainer(self);
}
