namespace Orchestry.Actors.Kernel;

/// <summary>Telling from where the sender is known, and passing on.</summary>
public static class ActorRefExtensions
{
    /// <summary>Tells with the actor whose handler is running as the sender, or with none outside an actor.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Running?.Self);

    /// <summary>Passes a message on so that a reply goes to the one who sent it first.</summary>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Running?.Sender);

    /// <summary>
    /// Tells <paramref name="stopMessage"/> (default <see cref="PoisonPill"/>) and waits for the actor's end.
    /// False when it has not stopped within <paramref name="timeout"/> (on the system's clock); it may still stop later.
    /// </summary>
    public static Task<bool> GracefulStop(this IActorRef target, TimeSpan timeout, object? stopMessage = null)
    {
        if (target is not LocalActorRef local)
            return Task.FromResult(true);

        var watcher = new StopWatcher(local, timeout);
        local.SendSystem(new SystemMessage.Watch(watcher));
        local.Tell(stopMessage ?? PoisonPill.Instance, ActorRefs.NoSender);
        return watcher.Stopped;
    }
}
