namespace Orchestry.Actors.Kernel;

/// <summary>Watching others, and the end of children and of the watched.</summary>
internal sealed partial class ActorCell
{
    private DeathWatch? _deathWatch;

    private DeathWatch DeathWatch => _deathWatch ??= new DeathWatch();

    public IActorRef Watch(IActorRef actor) => StartWatch(actor, null);

    public IActorRef WatchWith(IActorRef actor, object message) => StartWatch(actor, message);

    public IActorRef Unwatch(IActorRef actor)
    {
        if (_deathWatch is { } watch && watch.Forget(actor))
            (actor as InternalActorRef)?.SendSystem(new SystemMessage.Unwatch(self));

        return actor;
    }

    private IActorRef StartWatch(IActorRef actor, object? substitute)
    {
        if (ReferenceEquals(actor, self))
            return actor;

        var isNew = !DeathWatch.Watching.ContainsKey(actor);
        DeathWatch.Watching[actor] = substitute;
        if (!isNew)
            return actor;

        if (actor is InternalActorRef watchable)
            watchable.SendSystem(new SystemMessage.Watch(self));
        else
            self.SendSystem(new SystemMessage.Died(actor, existed: false));

        return actor;
    }

    private void OnDied(SystemMessage.Died died)
    {
        // The name is free before anybody hears of the death.
        var wasChild = died.Actor is LocalActorRef child && _children?.Remove(child) == true;
        if (_lifecycle != Lifecycle.Stopping && _deathWatch?.Queue(died.Actor) == true)
            self.Tell(new WatchedDied(new Terminated(died.Actor, died.Existed)), died.Actor);

        if (wasChild)
            FinishWhenChildrenAreGone();
    }
}
