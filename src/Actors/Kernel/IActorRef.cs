namespace Orchestry.Actors.Kernel;

/// <summary>
/// The address of one actor: all that other actors ever hold of it. It survives restarts of the actor; after the actor stopped, messages
/// to it become <see cref="DeadLetter"/>s. Equality is identity: an actor started later under the same name has another ref.
/// </summary>
public interface IActorRef
{
    ActorPath Path { get; }

    /// <summary>Queues the message and returns at once. Messages of one sender arrive in the order they were sent.</summary>
    void Tell(object message, IActorRef? sender);
}
