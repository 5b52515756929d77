using Microsoft.Extensions.Logging;

namespace Orchestry.Actors.Kernel;

/// <summary>Event ids 1000-1049.</summary>
internal static partial class KernelLog
{
    [LoggerMessage(1000, LogLevel.Error, "Actor {Actor} failed; directive {Directive}")]
    public static partial void ActorFailed(this ILogger log, Exception cause, IActorRef actor, Directive directive);

    [LoggerMessage(1001, LogLevel.Error, "Actor {Actor} used up its {MaxRetries} restarts (within {Within}) and is stopped")]
    public static partial void RetriesExhausted(this ILogger log, IActorRef actor, int maxRetries, TimeSpan? within);

    [LoggerMessage(1002, LogLevel.Error, "PreRestart of actor {Actor} failed; it is restarted all the same")]
    public static partial void PreRestartFailed(this ILogger log, Exception cause, IActorRef actor);

    [LoggerMessage(1003, LogLevel.Error, "PostStop of actor {Actor} failed; it is stopped all the same")]
    public static partial void PostStopFailed(this ILogger log, Exception cause, IActorRef actor);

    [LoggerMessage(1004, LogLevel.Error, "Actor {Actor} failed while it was stopping")]
    public static partial void FailedWhileStopping(this ILogger log, Exception cause, IActorRef actor);

    [LoggerMessage(1005, LogLevel.Critical, "Guardian {Actor} failed; the actor system terminates")]
    public static partial void GuardianFailed(this ILogger log, Exception cause, IActorRef actor);

    [LoggerMessage(1006, LogLevel.Information, "Dead letter {Message} from {Sender} to {Recipient}")]
    public static partial void DeadLetter(this ILogger log, Type message, IActorRef? sender, IActorRef recipient);

    [LoggerMessage(1007, LogLevel.Information, "{Count} dead letters within a minute; the others of this minute are not logged")]
    public static partial void DeadLettersMuted(this ILogger log, int count);

    [LoggerMessage(1010, LogLevel.Information, "Shutdown phase {Phase}: {Count} task(s), because {Reason}")]
    public static partial void ShutdownPhase(this ILogger log, string phase, int count, CoordinatedShutdown.Reason reason);

    [LoggerMessage(1011, LogLevel.Error, "Shutdown task {Name} of phase {Phase} failed; the shutdown goes on")]
    public static partial void ShutdownTaskFailed(this ILogger log, Exception cause, string name, string phase);

    [LoggerMessage(1012, LogLevel.Warning, "Shutdown task {Name} of phase {Phase} is not done after {Timeout}; the shutdown goes on")]
    public static partial void ShutdownTaskTimedOut(this ILogger log, string name, string phase, TimeSpan timeout);

    [LoggerMessage(1020, LogLevel.Warning, "Actor {Child} is started again in {Delay} (restart {Restart})")]
    public static partial void BackingOff(this ILogger log, ActorPath child, TimeSpan delay, int restart);
}
