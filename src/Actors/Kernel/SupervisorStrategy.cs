namespace Orchestry.Actors.Kernel;

/// <summary>What a supervisor does about a failed child.</summary>
public enum Directive
{
    /// <summary>The child goes on with its state and the next message.</summary>
    Resume,

    /// <summary>A new incarnation takes over mailbox and path.</summary>
    Restart,

    /// <summary>The child stops for good.</summary>
    Stop,

    /// <summary>The supervisor fails with the same cause.</summary>
    Escalate,
}

/// <summary>Decides about failed children. Stateless and shareable; the counting of restarts is kept per child by its parent.</summary>
public abstract class SupervisorStrategy
{
    public static readonly SupervisorStrategy DefaultStrategy = new OneForOneStrategy(DefaultDecider);

    /// <summary>For supervisors whose children are restarted by other means, or never.</summary>
    public static readonly SupervisorStrategy StoppingStrategy = new OneForOneStrategy(static _ => Directive.Stop);

    private readonly Func<Exception, Directive> _decider;

    private protected SupervisorStrategy(int maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive>? decider)
    {
        MaxNrOfRetries = maxNrOfRetries;
        WithinTimeRange = withinTimeRange is { } range && range > TimeSpan.Zero ? range : null;
        _decider = decider ?? DefaultDecider;
    }

    /// <summary>Restarts allowed per child (in the time range, if there is one); -1: no limit; 0: none. One more stops the child.</summary>
    public int MaxNrOfRetries { get; }

    /// <summary>Null: all restarts count, however long ago.</summary>
    public TimeSpan? WithinTimeRange { get; }

    /// <summary>Stops what could not start, was killed, or died with a watched actor; restarts after anything else.</summary>
    public static Directive DefaultDecider(Exception cause)
        => cause is ActorInitializationException or ActorKilledException or DeathPactException ? Directive.Stop : Directive.Restart;

    internal Directive Decide(Exception cause) => _decider(cause);

    internal abstract void Apply(Directive directive, Exception cause, LocalActorRef failed, LocalActorRef[] children, ActorCell parent);

    private protected static void ApplyTo(LocalActorRef child, Directive directive, Exception cause, ActorCell parent)
    {
        switch (directive)
        {
            case Directive.Resume:
                child.SendSystem(new SystemMessage.Resume());
                break;
            case Directive.Restart:
                child.SendSystem(new SystemMessage.Restart(cause));
                break;
            default:
                parent.Stop(child);
                break;
        }
    }
}

/// <summary>The verdict touches only the child that failed.</summary>
public sealed class OneForOneStrategy(int maxNrOfRetries = -1, TimeSpan? withinTimeRange = null, Func<Exception, Directive>? localOnlyDecider = null)
    : SupervisorStrategy(maxNrOfRetries, withinTimeRange, localOnlyDecider)
{
    public OneForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, null, localOnlyDecider)
    {
    }

    internal override void Apply(Directive directive, Exception cause, LocalActorRef failed, LocalActorRef[] children, ActorCell parent)
        => ApplyTo(failed, directive, cause, parent);
}

/// <summary>A restart or stop touches all children, because none makes sense without the others.</summary>
public sealed class AllForOneStrategy(int maxNrOfRetries = -1, TimeSpan? withinTimeRange = null, Func<Exception, Directive>? localOnlyDecider = null)
    : SupervisorStrategy(maxNrOfRetries, withinTimeRange, localOnlyDecider)
{
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(-1, null, localOnlyDecider)
    {
    }

    internal override void Apply(Directive directive, Exception cause, LocalActorRef failed, LocalActorRef[] children, ActorCell parent)
    {
        foreach (var child in directive == Directive.Resume ? [failed] : children)
            ApplyTo(child, directive, cause, parent);
    }
}
