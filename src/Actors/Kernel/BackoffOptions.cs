namespace Orchestry.Actors.Kernel;

/// <summary>How a <see cref="BackoffSupervisor"/> treats its child; made by <see cref="Backoff"/>.</summary>
public sealed record BackoffOptions
{
    public required Props ChildProps { get; init; }

    public required string ChildName { get; init; }

    public required TimeSpan MinBackoff { get; init; }

    public required TimeSpan MaxBackoff { get; init; }

    /// <summary>0.2 adds up to 20 % to each pause.</summary>
    public double RandomFactor { get; init; }

    /// <summary>Restarts in a row after which the supervisor stops; -1: never.</summary>
    public int MaxNrOfRetries { get; init; } = -1;

    /// <summary>True: also starts a child again that stopped by itself. False: then the supervisor stops, too.</summary>
    public bool RestartsOnStop { get; init; }

    /// <summary>A life this long clears the count of restarts. Default: <see cref="MinBackoff"/>.</summary>
    public TimeSpan AutoReset { get; init; }

    /// <summary>Only <see cref="Directive.Restart"/> backs off; other directives are carried out as they are.</summary>
    public Func<Exception, Directive> Decider { get; init; } = SupervisorStrategy.DefaultDecider;

    /// <summary>Source of the jitter, for tests. Default: shared.</summary>
    public Random Random { get; init; } = Random.Shared;
}

/// <summary>Recipes for <see cref="BackoffSupervisor.Props"/>; refine them with <c>with { … }</c>.</summary>
public static class Backoff
{
    /// <summary>Starts the child again after a failure; a failure to start counts as one.</summary>
    public static BackoffOptions OnFailure(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries = -1)
        => new()
        {
            ChildProps = childProps,
            ChildName = childName,
            MinBackoff = minBackoff,
            MaxBackoff = maxBackoff,
            RandomFactor = randomFactor,
            MaxNrOfRetries = maxNrOfRetries,
            AutoReset = minBackoff,
            Decider = static cause => cause is ActorKilledException ? Directive.Stop : Directive.Restart,
        };

    /// <summary>Starts the child again whenever it ends, by failure or by itself.</summary>
    public static BackoffOptions OnStop(
        Props childProps, string childName, TimeSpan minBackoff, TimeSpan maxBackoff, double randomFactor, int maxNrOfRetries = -1)
        => OnFailure(childProps, childName, minBackoff, maxBackoff, randomFactor, maxNrOfRetries) with { RestartsOnStop = true };
}
