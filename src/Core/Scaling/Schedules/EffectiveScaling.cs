using System.Collections.Immutable;

namespace Orchestry.Core.Scaling.Schedules;

/// <summary>A policy as it is in force at some time: its bounds may be those of a schedule.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="MinReplicas">Fewest replicas now.</param>
/// <param name="MaxReplicas">Most replicas now, at least <paramref name="MinReplicas"/>.</param>
/// <param name="MinFrom">The schedule that set the fewest; null: the policy itself.</param>
/// <param name="MaxFrom">The schedule that set the most; null: the policy itself.</param>
public sealed record EffectiveScaling(ScalingPolicy Policy, int MinReplicas, int MaxReplicas, string? MinFrom = null, string? MaxFrom = null)
{
    /// <summary>Schedules that could not be judged because this machine does not know their time zone; they are not in force.</summary>
    public ImmutableArray<string> Unjudged { get; init; } = [];

    /// <summary>A policy as it is without schedules.</summary>
    public static EffectiveScaling Of(ScalingPolicy policy) => new(policy, policy.MinReplicas, policy.MaxReplicas);
}
