using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Ingress;

namespace Orchestry.Core.Metrics;

/// <summary>Everything that this node can measure and tell.</summary>
public interface INodeMetrics
{
    /// <summary>The newest figures; never waits.</summary>
    NodePicture Read();
}

/// <summary>A node's figures at one moment.</summary>
public sealed record NodePicture
{
    /// <summary>The product's version.</summary>
    public required string Version { get; init; }

    /// <summary>The journal revision this node has seen.</summary>
    public required long Revision { get; init; }

    /// <summary>All applications, with their newest samples.</summary>
    public required ImmutableArray<AppSnapshot> Apps { get; init; }

    /// <summary>The cluster as this node sees it.</summary>
    public required ClusterView Cluster { get; init; }

    /// <summary>This node's own ingress.</summary>
    public required IngressState Ingress { get; init; }

    /// <summary>What this node's own ingress has counted.</summary>
    public required IngressTraffic Traffic { get; init; }

    /// <summary>What all nodes' ingresses are asked.</summary>
    public required NetworkLoad Network { get; init; }

    /// <summary>The host of this node, where the engine is on it; null: it can't be read.</summary>
    public HostLoad? Host { get; init; }

    /// <summary>This process.</summary>
    public required ProcessUsage Process { get; init; }
}

/// <summary>What this process uses.</summary>
/// <param name="CpuTime">Processor time since it started.</param>
/// <param name="ResidentBytes">Memory that is in use of the machine's.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record ProcessUsage(TimeSpan CpuTime, long ResidentBytes, DateTimeOffset StartedAt);
