namespace Orchestry.Actors.Controller;

/// <summary>What the operator decides about the controller's work on the engine.</summary>
public sealed record ControllerOptions
{
    /// <summary>
    /// Tells this controller's containers from another's on the same engine (<c>CLUSTER_NAME</c>): lowercase letters, digits and hyphens,
    /// at most 63. Changing it abandons the containers made under the old name.
    /// </summary>
    public string ClusterName { get; init; } = "default";

    /// <summary>The bridge network of the applications (<c>DOCKER_NETWORK</c>); created when missing, shared when it exists.</summary>
    public string Network { get; init; } = "orchestry";

    /// <summary>Addresses of that network in CIDR form, when it must be created (<c>DOCKER_SUBNET</c>).</summary>
    public string Subnet { get; init; } = "172.20.0.0/16";

    /// <summary>
    /// Where the networks of the other namespaces get their addresses, in CIDR form: a /24 each, the first that the engine takes
    /// (<c>DOCKER_NAMESPACE_POOL</c>); null: the engine chooses.
    /// </summary>
    public string? NamespacePool { get; init; }

    /// <summary>
    /// Containers created and started at the same time. 4 by measurement: an engine does not get faster beyond it, only less responsive.
    /// </summary>
    public int MaxConcurrentLaunches { get; init; } = 4;

    /// <summary>Pause between two full looks at the engine, which make up for anything its events did not tell. At least 1 s.</summary>
    public TimeSpan ResyncInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between SIGTERM and SIGKILL when a replica is replaced or surplus, and no request said otherwise.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Processor limit in billionths of a processor of a container whose specification names none; 0: none.</summary>
    public long DefaultNanoCpus { get; init; }

    /// <summary>Memory limit in bytes of a container whose specification names none; 0: none.</summary>
    public long DefaultMemoryBytes { get; init; }

    /// <summary>How long events are kept.</summary>
    public TimeSpan EventRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Pause between two samples of every application (<c>METRICS_INTERVAL</c>). At least 1 s.</summary>
    public TimeSpan MetricsInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long samples are kept (<c>METRICS_RETENTION_HOURS</c>), after a day rolled up by five minutes.</summary>
    public TimeSpan MetricsRetention { get; init; } = TimeSpan.FromHours(168);

    /// <summary>Time between two scaling decisions about an application (<c>SCALE_CHECK_INTERVAL</c>). 1 s to a day.</summary>
    public TimeSpan ScaleCheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Applications that may scale at the same time (<c>SCALE_MAX_CONCURRENT</c>), 1 to 100. Waking one that has no replica waits for nobody.</summary>
    public int ScaleMaxConcurrent { get; init; } = 3;
}
