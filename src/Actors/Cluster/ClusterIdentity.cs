using Orchestry.Core.Cluster;

namespace Orchestry.Actors.Cluster;

/// <summary>Which node of which kind of cluster this process is.</summary>
/// <param name="Self">This node.</param>
/// <param name="Version">The product version it runs.</param>
/// <param name="IsClustered">Whether several controllers may share the database.</param>
/// <param name="Heartbeat">Pause between two signs of life, and between two looks at the others.</param>
public sealed record ClusterIdentity(ClusterNode Self, string Version, bool IsClustered, TimeSpan Heartbeat);
