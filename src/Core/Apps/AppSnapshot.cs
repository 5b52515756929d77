using System.Collections.Immutable;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Apps;

/// <summary>An application's state in one word, as the API shows it.</summary>
public enum AppStatus
{
    /// <summary>Nothing is wanted of it, any more in the case of a job that has completed.</summary>
    Stopped,

    /// <summary>It is wanted, and worked on or well.</summary>
    Running,

    /// <summary>It is wanted, and can't be had without a person: crash loop, missing image, engine refusal, a job that failed.</summary>
    Error,
}

/// <summary>An application as it is known at one moment; what every read is answered from. Equal reference = nothing changed.</summary>
public sealed record AppSnapshot
{
    /// <summary>
    /// What it is called in the cluster: in paths of containers and routes, in events, logs and metrics. Its name, unless an application of another
    /// namespace had that first.
    /// </summary>
    public required AppName Name { get; init; }

    /// <summary>Journal revision of its last change.</summary>
    public required long Revision { get; init; }

    /// <summary>What the user asked.</summary>
    public required AppSpec Spec { get; init; }

    /// <summary>The document the user sent, as JSON.</summary>
    public required string Document { get; init; }

    /// <summary>Its state in one word.</summary>
    public required AppStatus Status { get; init; }

    /// <summary>What is wanted of it.</summary>
    public AppIntent Intent { get; init; } = AppIntent.Running;

    /// <summary>What kind of failure keeps it in <see cref="AppStatus.Error"/>; null in any other state.</summary>
    public FailureKind? Trouble { get; init; }

    /// <summary>
    /// Why it is in <see cref="AppStatus.Error"/>, what is being waited for, how a job ended, or why the controller stopped it; empty when all is well.
    /// </summary>
    public string StatusReason { get; init; } = "";

    /// <summary>Of a job that is wanted: how its run ended; null while it has not, and for everything else.</summary>
    public JobOutcome? JobOutcome { get; init; }

    /// <summary>Why the controller itself stopped it: a check that is to stop it failed; null when it did not, and once it is started again.</summary>
    public ReplicaFailure? StopCause { get; init; }

    /// <summary>How many replicas are wanted; 0 when stopped, and of a job that has run.</summary>
    public required int DesiredReplicas { get; init; }

    /// <summary>Its replicas by slot, those that are leaving included.</summary>
    public required ImmutableArray<ReplicaSnapshot> Replicas { get; init; }

    /// <summary>The number of the next attempt: every one before it has been decided on.</summary>
    public int NextAttempt { get; init; }

    /// <summary>When it was first registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When specification, intent or number of replicas last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When its number of replicas last changed; null: never.</summary>
    public DateTimeOffset? LastScaledAt { get; init; }

    /// <summary>Its newest figures; null while there are none, and when it is stopped.</summary>
    public MetricSample? Metrics { get; init; }

    /// <summary>The last change of its number of replicas while it ran, and why; null: never.</summary>
    public ScalingNote? LastScaling { get; init; }

    /// <summary>The scaling policy set through the API; null: the specification's is in force.</summary>
    public ScalingPolicy? ScalingOverride { get; init; }

    /// <summary>The scaling policy in force.</summary>
    public ScalingPolicy Scaling => ScalingOverride ?? Spec.Scaling;

    /// <summary>Whether its replicas are being moved to another specification. One that has got stuck is not.</summary>
    public bool IsRollingOut { get; init; }

    /// <summary>
    /// A time from which on events and figures that bear its name are its own: that one, or that of its registration where that is later. Earlier ones are of
    /// another application that was called so, perhaps in another namespace.
    /// </summary>
    public DateTimeOffset OwnSince(DateTimeOffset? from = null) => from > CreatedAt ? from.Value : CreatedAt;

    /// <summary>Whether it runs without a replica, because nobody asks for it, and the next request is to wake it.</summary>
    public bool IsAsleep => Status == AppStatus.Running && DesiredReplicas == 0 && Scaling.MayScaleToZero;

    /// <summary>Replicas whose container runs and is not leaving.</summary>
    public int CurrentReplicas => Replicas.Count(r => r.IsRunning);

    /// <summary>Replicas that are ready for traffic.</summary>
    public int HealthyReplicas => Replicas.Count(r => r.Phase == ReplicaPhase.Ready);

    /// <summary>Whether the two show the same, member for member. The document stands for the specification parsed from it.</summary>
    public bool ShowsTheSame(AppSnapshot other) =>
        Replicas.SequenceEqual(other.Replicas) && this with { Spec = other.Spec, Replicas = other.Replicas } == other;
}
