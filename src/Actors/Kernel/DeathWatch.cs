namespace Orchestry.Actors.Kernel;

/// <summary>Who this actor watches and who watches it.</summary>
internal sealed class DeathWatch
{
    /// <summary>Deaths in the mailbox that the actor has not seen yet, with the message to put in place of Terminated.</summary>
    private readonly Dictionary<IActorRef, object?> _queued = [];

    /// <summary>The living that this actor watches, with the message to put in place of Terminated.</summary>
    public Dictionary<IActorRef, object?> Watching { get; } = [];

    public HashSet<InternalActorRef> Watchers { get; } = [];

    /// <summary>False when the death was not watched or is told already: the parent and the watch both report it.</summary>
    public bool Queue(IActorRef dead)
    {
        if (!Watching.Remove(dead, out var substitute))
            return false;

        _queued[dead] = substitute;
        return true;
    }

    public bool TakeQueued(IActorRef dead, out object? substitute) => _queued.Remove(dead, out substitute);

    /// <summary>True when the watched is still to be told.</summary>
    public bool Forget(IActorRef actor)
    {
        _queued.Remove(actor);
        return Watching.Remove(actor);
    }
}

internal sealed class WatchedDied(Terminated terminated) : KernelMessage
{
    public Terminated Terminated { get; } = terminated;
}
