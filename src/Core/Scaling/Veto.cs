namespace Orchestry.Core.Scaling;

/// <summary>What kept the number of replicas from being what the load asks for.</summary>
/// <param name="Name">One of <see cref="VetoNames"/>.</param>
/// <param name="Sentence">Why, with its figures.</param>
public sealed record Veto(string Name, string Sentence);

/// <summary>The names of vetoes, as the API shows them.</summary>
public static class VetoNames
{
    /// <summary>The application is stopped.</summary>
    public const string Stopped = "stopped";

    /// <summary>People decide.</summary>
    public const string ManualMode = "manual_mode";

    /// <summary>The newest sample is too old, or there is none.</summary>
    public const string StaleMetrics = "stale_metrics";

    /// <summary>A metric that must be low to scale in is not known.</summary>
    public const string MissingMetrics = "missing_metrics";

    /// <summary>The samples do not cover enough of the window yet.</summary>
    public const string WarmingUp = "warming_up";

    /// <summary>A rollout or a scaling is under way.</summary>
    public const string InProgress = "in_progress";

    /// <summary>Too many applications are scaling at the moment.</summary>
    public const string Concurrency = "concurrency";

    /// <summary>The number of replicas changed a short time ago.</summary>
    public const string Cooldown = "cooldown";

    /// <summary>A higher target of the last minutes still counts.</summary>
    public const string Stabilization = "stabilization";

    /// <summary>With fewer replicas the same load would scale out again.</summary>
    public const string WouldScaleOut = "would_scale_out";

    /// <summary>Not all replicas that are wanted are healthy.</summary>
    public const string NotHealthy = "not_healthy";

    /// <summary>No fewer replicas are allowed.</summary>
    public const string MinReplicas = "min_replicas";

    /// <summary>No more replicas are allowed.</summary>
    public const string MaxReplicas = "max_replicas";

    /// <summary>Not so many replicas at once.</summary>
    public const string StepLimit = "step_limit";

    /// <summary>No more replicas fit.</summary>
    public const string Capacity = "capacity";
}
