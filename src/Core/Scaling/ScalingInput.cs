using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Scaling;

/// <summary>All that a scaling decision depends on. What is not known is null; it never makes the number of replicas smaller.</summary>
public sealed record ScalingInput
{
    /// <summary>The time of the decision.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The policy with the bounds in force now.</summary>
    public required EffectiveScaling Scaling { get; init; }

    /// <summary>Samples in any order; those outside of the window are passed over. Two of the same time count as two.</summary>
    public required IReadOnlyList<MetricSample> Samples { get; init; }

    /// <summary>Replicas wanted now.</summary>
    public required int Desired { get; init; }

    /// <summary>Replicas healthy now.</summary>
    public required int Healthy { get; init; }

    /// <summary>Whether no replicas are wanted because somebody stopped or removed the application.</summary>
    public bool IsStopped { get; init; }

    /// <summary>What is under way, to be said after "held by": <c>a rollout</c>, <c>a scaling</c>; null: nothing.</summary>
    public string? InProgress { get; init; }

    /// <summary>How many applications may scale at once, when that many do; null: there is room.</summary>
    public int? ConcurrencyReached { get; init; }

    /// <summary>The most replicas that fit, those that there are included; null: not known.</summary>
    public int? Capacity { get; init; }

    /// <summary>When the number of replicas wanted last changed, whoever changed it, starts included; null: never.</summary>
    public DateTimeOffset? LastChangedAt { get; init; }

    /// <summary>Recommendations of earlier decisions, in any order; those outside of the stabilization window are passed over.</summary>
    public IReadOnlyList<Recommendation> Recommendations { get; init; } = [];

    /// <summary>
    /// Since when <see cref="Recommendations"/> are complete: a new leader that did not read its predecessor's begins when it began to lead. Null: always.
    /// </summary>
    public DateTimeOffset? ObservedSince { get; init; }

    /// <summary>Time between two samples.</summary>
    public required TimeSpan CollectionInterval { get; init; }

    /// <summary>
    /// The metrics that are collected for this application at all; the others neither scale out nor are missed. Without an ingress, or for a type without
    /// HTTP traffic, <see cref="ScalingMetrics.Usage"/>.
    /// </summary>
    public ScalingMetrics Collected { get; init; } = ScalingMetrics.All;

    /// <summary>Since when nobody has used it.</summary>
    public Idleness Idleness { get; init; }

    /// <summary>Requests that the ingress holds now for a replica that has yet to start.</summary>
    public int Held { get; init; }
}
