namespace Orchestry.Actors.Kernel;

/// <summary>Starts and stops actors: what an actor's context and the system itself have in common.</summary>
public interface IActorRefFactory
{
    /// <summary>Starts a child; without a name it gets one like <c>$a</c>.</summary>
    /// <exception cref="InvalidActorNameException">The name is taken by a living child or is not a path segment.</exception>
    /// <exception cref="InvalidOperationException">This actor or system is stopping.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Stops the actor after the message it is at; what is still in its mailbox becomes dead letters.</summary>
    void Stop(IActorRef actor);
}

/// <summary>An actor's view of the kernel. Only for use by the actor itself, while it handles a message.</summary>
public interface IActorContext : IActorRefFactory
{
    IActorRef Self { get; }

    /// <summary>Who sent the message being handled; the dead letters when nobody did.</summary>
    IActorRef Sender { get; }

    IActorRef Parent { get; }

    ActorSystem System { get; }

    Props Props { get; }

    IReadOnlyCollection<IActorRef> Children { get; }

    /// <summary>The child of that name, or <see cref="ActorRefs.Nobody"/>.</summary>
    IActorRef Child(string name);

    /// <summary>Asks for one <see cref="Terminated"/> when the actor is gone; at once if it is already.</summary>
    IActorRef Watch(IActorRef actor);

    /// <summary>As <see cref="Watch"/>, with a message of one's own in place of <see cref="Terminated"/>.</summary>
    IActorRef WatchWith(IActorRef actor, object message);

    /// <summary>Ends the watch: no <see cref="Terminated"/> arrives afterwards, not even one already in the mailbox.</summary>
    IActorRef Unwatch(IActorRef actor);

    /// <summary>Delivers <see cref="ReceiveTimeout"/> whenever no message came for that long; null ends it, as does a restart.</summary>
    void SetReceiveTimeout(TimeSpan? timeout);
}
