namespace Orchestry.Core.Scaling.BackTests;

/// <summary>How a back-test is run.</summary>
public sealed record BackTestOptions
{
    /// <summary>Time between two decisions. Default 30 s; 1 s to a day.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two samples as they were recorded. Default 10 s; 1 s to a day.</summary>
    public TimeSpan CollectionInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a new replica takes to become healthy. Default 10 s; 0 to an hour.</summary>
    public TimeSpan ReadyAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A change in the opposite direction within this time after the last one is a flap. Default 10 minutes; 0 to a day.</summary>
    public TimeSpan FlapWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The metrics that count; see <see cref="ScalingInput.Collected"/>.</summary>
    public ScalingMetrics Collected { get; init; } = ScalingMetrics.All;

    /// <summary>The most replicas that fit; null: as many as the policy allows.</summary>
    public int? Capacity { get; init; }
}
