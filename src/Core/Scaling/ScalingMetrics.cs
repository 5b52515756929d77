namespace Orchestry.Core.Scaling;

/// <summary>The metrics that the autoscaler judges by.</summary>
[Flags]
public enum ScalingMetrics
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Requests per second and healthy replica.</summary>
    Rps = 1,

    /// <summary>Processor use.</summary>
    Cpu = 2,

    /// <summary>Memory use.</summary>
    Memory = 4,

    /// <summary>95th percentile of latency.</summary>
    Latency = 8,

    /// <summary>Connections in use per healthy replica.</summary>
    Connections = 16,

    /// <summary>What is known of every container, with traffic or without.</summary>
    Usage = Cpu | Memory,

    /// <summary>All of them.</summary>
    All = Rps | Cpu | Memory | Latency | Connections,
}
