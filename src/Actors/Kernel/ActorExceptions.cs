namespace Orchestry.Actors.Kernel;

/// <summary>The actor's constructor, factory or <c>PreStart</c> threw. Supervisors stop such an actor by default.</summary>
public class ActorInitializationException(IActorRef actor, string message, Exception? cause) : Exception(message, cause)
{
    public IActorRef Actor { get; } = actor;
}

/// <summary>The new incarnation failed while it was being made during a restart.</summary>
public sealed class PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
    : ActorInitializationException(actor, $"{actor.Path} could not be restarted after {originalCause.GetType().Name}.", cause)
{
    public Exception OriginalCause { get; } = originalCause;
}

/// <summary>Somebody sent <see cref="Kill"/>.</summary>
public sealed class ActorKilledException(string message) : Exception(message);

/// <summary>A watched actor died and the watcher does not handle <see cref="Terminated"/>.</summary>
public sealed class DeathPactException(IActorRef dead) : Exception($"{dead.Path} died and its watcher does not handle Terminated.")
{
    public IActorRef DeadActor { get; } = dead;
}

/// <summary>Another living child has this name, or it cannot be part of a path.</summary>
public sealed class InvalidActorNameException(string message) : Exception(message);

/// <summary>No answer in time, or none can come because the asked actor has stopped. The message names its path and the question's type.</summary>
public sealed class AskTimeoutException(string message) : TimeoutException(message);
