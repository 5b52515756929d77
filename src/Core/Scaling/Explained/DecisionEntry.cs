namespace Orchestry.Core.Scaling.Explained;

/// <summary>
/// A decision of the autoscaler with everything it rests on, or several in a row that said the same apart from their figures: then the figures are
/// those of the last.
/// </summary>
public sealed record DecisionEntry
{
    /// <summary>When it was first made. With the term it tells the entry from all others of its application.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When it was last made.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How often it was made in a row.</summary>
    public required int Count { get; init; }

    /// <summary>The term of the leader that made it.</summary>
    public required long Term { get; init; }

    /// <summary><c>hold</c>, <c>scale_out</c> or <c>scale_in</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Replicas wanted before it.</summary>
    public required int FromReplicas { get; init; }

    /// <summary>Replicas wanted after it.</summary>
    public required int ToReplicas { get; init; }

    /// <summary>Replicas that the load asks for within the bounds, before steps and vetoes.</summary>
    public required int RecommendedReplicas { get; init; }

    /// <summary>Replicas that were healthy.</summary>
    public required int HealthyReplicas { get; init; }

    /// <summary>Requests that waited for a replica.</summary>
    public int HeldRequests { get; init; }

    /// <summary>What it was about: one of <see cref="ScalingTriggers"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Why, in one sentence with its figures.</summary>
    public required string Reason { get; init; }

    /// <summary>The metrics; empty when nothing was judged.</summary>
    public IReadOnlyList<MetricFactor> Factors { get; init; } = [];

    /// <summary>What stood against what the load asked for, the first one the most telling.</summary>
    public IReadOnlyList<Veto> Vetoes { get; init; } = [];

    /// <summary>Seconds of cooldown that were left.</summary>
    public double CooldownLeftSeconds { get; init; }

    /// <summary>Fewest replicas in force.</summary>
    public required int MinReplicas { get; init; }

    /// <summary>Most replicas in force.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>Percent of a target above which to scale out.</summary>
    public required int ScaleOutThresholdPct { get; init; }

    /// <summary>Percent of every target below which to scale in.</summary>
    public required int ScaleInThresholdPct { get; init; }

    /// <summary>Seconds averaged over.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>Samples in the window.</summary>
    public required int Samples { get; init; }

    /// <summary>A decision made once.</summary>
    public static DecisionEntry Of(ScalingDecision decision, ScalingInput input, long term) => new()
    {
        FirstAt = decision.At,
        LastAt = decision.At,
        Count = 1,
        Term = term,
        Action = decision.Action switch
        {
            ScalingAction.ScaleOut => "scale_out",
            ScalingAction.ScaleIn => "scale_in",
            _ => "hold",
        },
        FromReplicas = decision.From,
        ToReplicas = decision.To,
        RecommendedReplicas = decision.Recommended,
        HealthyReplicas = input.Healthy,
        HeldRequests = input.Held,
        Trigger = decision.Trigger,
        Reason = decision.Reason,
        Factors = [.. decision.Factors.Select(f => f with { Observed = Rounded(f.Observed), Factor = Rounded(f.Factor) })],
        Vetoes = decision.Vetoes,
        CooldownLeftSeconds = Math.Ceiling(decision.CooldownLeft.TotalSeconds),
        MinReplicas = decision.MinReplicas,
        MaxReplicas = decision.MaxReplicas,
        ScaleOutThresholdPct = decision.ScaleOutThresholdPct,
        ScaleInThresholdPct = decision.ScaleInThresholdPct,
        WindowSeconds = decision.Window.TotalSeconds,
        Samples = decision.Samples,
    };

    private static double? Rounded(double? figure) => figure is { } number ? Math.Round(number, 3) : null;
}
