namespace Orchestry.Actors.Kernel;

/// <summary>A message the kernel looks at before the actor does.</summary>
public abstract class KernelMessage
{
    private protected KernelMessage()
    {
    }
}

/// <summary>Stops its receiver after the messages sent before it.</summary>
public sealed class PoisonPill : KernelMessage
{
    public static readonly PoisonPill Instance = new();

    private PoisonPill()
    {
    }
}

/// <summary>Makes its receiver fail with <see cref="ActorKilledException"/>, which supervisors answer with Stop by default.</summary>
public sealed class Kill : KernelMessage
{
    public static readonly Kill Instance = new();

    private Kill()
    {
    }
}

/// <summary>A watched actor is gone. Delivered exactly once per watch. An actor that does not handle it fails with <see cref="DeathPactException"/>.</summary>
/// <param name="ActorRef">Who stopped.</param>
/// <param name="ExistenceConfirmed">False when it was gone already when the watch began.</param>
public sealed record Terminated(IActorRef ActorRef, bool ExistenceConfirmed);

/// <summary>Nothing came for as long as <see cref="IActorContext.SetReceiveTimeout"/> said.</summary>
public sealed class ReceiveTimeout
{
    public static readonly ReceiveTimeout Instance = new();

    private ReceiveTimeout()
    {
    }
}

/// <summary>Marks a message that does not count as a sign of life for the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>A message that found no living receiver; published on the <see cref="EventStream"/>.</summary>
public sealed record DeadLetter(object Message, IActorRef? Sender, IActorRef Recipient);

/// <summary>A message no handler took; published on the <see cref="EventStream"/>.</summary>
public sealed record UnhandledMessage(object Message, IActorRef Sender, IActorRef Recipient);

/// <summary>The answer of an operation that has no better type of its own.</summary>
public abstract record Status
{
    private Status()
    {
    }

    /// <summary>It went well.</summary>
    public sealed record Success(object? Value) : Status;

    /// <summary>As the reply to an Ask it is thrown there.</summary>
    public sealed record Failure(Exception Cause, object? State = null) : Status;
}

/// <summary>It is done, and there is no more to say.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }
}
