namespace Orchestry.Actors.Kernel;

/// <summary>
/// An actor: its fields belong to it alone, its messages are handled one at a time. Made only through <see cref="Props"/>; the context is
/// there from the constructor on.
/// </summary>
public abstract class ActorBase
{
    protected ActorBase()
    {
        Cell = ActorCell.Running is { IsIncarnating: true } cell
            ? cell
            : throw new InvalidOperationException($"{GetType().Name} is an actor: start it with ActorOf(Props.Create(...)).");
    }

    protected IActorContext Context => Cell;

    protected IActorRef Self => Cell.Self;

    protected IActorRef Sender => Cell.Sender;

    internal ActorCell Cell { get; }

    /// <summary>Handles a message; false when it has no use for it.</summary>
    protected abstract bool Receive(object message);

    /// <summary>What becomes of children that fail. <see cref="Props.WithSupervisorStrategy"/> overrides it.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Kernel.SupervisorStrategy.DefaultStrategy;

    /// <summary>Before the first message. A failure here stops the actor by default.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>After the last message and after every child is gone; timers are cancelled.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>On the old incarnation of a restart. By default stops all children and runs <see cref="PostStop"/>.</summary>
    /// <param name="reason">Why it is restarted.</param>
    /// <param name="message">The message that failed, which is not handled again; null when a sibling failed.</param>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (var child in Context.Children)
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }

        PostStop();
    }

    /// <summary>On the new incarnation of a restart. By default runs <see cref="PreStart"/>.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    /// <summary>A message no handler took. By default published as <see cref="UnhandledMessage"/>; an unhandled <see cref="Terminated"/> is fatal.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
            throw new DeathPactException(terminated.ActorRef);

        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    // The kernel's way in. The hooks themselves stay protected, so that an override reads the same in every assembly.
    internal void AroundReceive(object message)
    {
        if (!Receive(message))
            Unhandled(message);
    }

    internal void AroundPreStart() => PreStart();

    internal void AroundPostStop() => PostStop();

    internal void AroundPreRestart(Exception reason, object? message) => PreRestart(reason, message);

    internal void AroundPostRestart(Exception reason) => PostRestart(reason);

    internal SupervisorStrategy StrategyForChildren() => SupervisorStrategy();
}

/// <summary>An actor with one method for everything.</summary>
public abstract class UntypedActor : ActorBase
{
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Handles a message; hand what it has no use for to <see cref="ActorBase.Unhandled"/>.</summary>
    protected abstract void OnReceive(object message);
}
