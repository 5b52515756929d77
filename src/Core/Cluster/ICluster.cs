using System.Collections.Immutable;

namespace Orchestry.Core.Cluster;

/// <summary>What this node knows of its cluster. Reads never wait.</summary>
public interface ICluster
{
    /// <summary>The newest picture.</summary>
    ClusterView View { get; }
}

/// <summary>The cluster as one node sees it.</summary>
public sealed record ClusterView
{
    /// <summary>This node.</summary>
    public required ClusterNode Self { get; init; }

    /// <summary>Whether several controllers may share the database. False: this one leads, always.</summary>
    public required bool IsClustered { get; init; }

    /// <summary>Whether this node is in office and takes writes.</summary>
    public bool IsLeader { get; init; }

    /// <summary>The lease in force; null while none is known, and where nothing is shared.</summary>
    public Lease? Lease { get; init; }

    /// <summary>The highest term this node has seen.</summary>
    public long Term { get; init; }

    /// <summary>Every known node, by id; this one alone where nothing is shared.</summary>
    public ImmutableArray<NodeStatus> Nodes { get; init; } = [];

    /// <summary>Why the database can't be asked right now; null while it answers.</summary>
    public string? DatabaseFault { get; init; }

    /// <summary>The node that takes writes now; null while none is known.</summary>
    public ClusterNode? Leader => IsLeader ? Self : Lease is { } lease && lease.Leader.Id != Self.Id ? lease.Leader : null;
}
