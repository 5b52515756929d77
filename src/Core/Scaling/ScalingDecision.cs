using System.Collections.Immutable;

namespace Orchestry.Core.Scaling;

/// <summary>What becomes of the number of replicas.</summary>
public enum ScalingAction
{
    /// <summary>It stays.</summary>
    Hold,

    /// <summary>It grows.</summary>
    ScaleOut,

    /// <summary>It shrinks.</summary>
    ScaleIn,
}

/// <summary>A decision of the autoscaler, also to leave all as it is, with all it rests on.</summary>
public sealed record ScalingDecision
{
    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What becomes of the number of replicas.</summary>
    public required ScalingAction Action { get; init; }

    /// <summary>Replicas wanted before it.</summary>
    public required int From { get; init; }

    /// <summary>Replicas wanted after it, all bounds kept.</summary>
    public required int To { get; init; }

    /// <summary>What the load asks for within the bounds of the policy, before steps and vetoes; to be remembered for stabilization.</summary>
    public required int Recommended { get; init; }

    /// <summary>What it was about: one of <see cref="ScalingTriggers"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Why, in one sentence with its figures.</summary>
    public required string Reason { get; init; }

    /// <summary>The metrics in the order rps, cpu, memory, latency, connections; empty when nothing was judged.</summary>
    public required ImmutableArray<MetricFactor> Factors { get; init; }

    /// <summary>What kept the number of replicas from being what the load asks for, the first one the most telling.</summary>
    public required ImmutableArray<Veto> Vetoes { get; init; }

    /// <summary>What is left of the cooldown; zero when it is over.</summary>
    public required TimeSpan CooldownLeft { get; init; }

    /// <summary>Fewest replicas in force.</summary>
    public required int MinReplicas { get; init; }

    /// <summary>Most replicas in force.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>Percent of a target above which to scale out.</summary>
    public required int ScaleOutThresholdPct { get; init; }

    /// <summary>Percent of every target below which to scale in.</summary>
    public required int ScaleInThresholdPct { get; init; }

    /// <summary>The window that was averaged over: the policy's, but at least two intervals of collection.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How many samples of the window there were.</summary>
    public required int Samples { get; init; }

    /// <summary>
    /// Whether it says, apart from its figures, what the earlier decision said, so that the two may be shown as one: nothing changed, about the same, and
    /// held by the same.
    /// </summary>
    public bool IsRepetitionOf(ScalingDecision earlier)
    {
        if (Action != ScalingAction.Hold || earlier.Action != ScalingAction.Hold || From != earlier.From || Recommended != earlier.Recommended
            || Trigger != earlier.Trigger || Vetoes.Length != earlier.Vetoes.Length)
        {
            return false;
        }

        for (var i = 0; i < Vetoes.Length; i++)
        {
            if (Vetoes[i].Name != earlier.Vetoes[i].Name)
            {
                return false;
            }
        }

        return true;
    }
}
