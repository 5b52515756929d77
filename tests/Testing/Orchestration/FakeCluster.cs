using System.Collections.Immutable;
using Orchestry.Core.Cluster;

namespace Orchestry.Testing.Orchestration;

/// <summary>A cluster as a test says; at first a single node, which leads.</summary>
public sealed class FakeCluster : ICluster
{
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ClusterView View { get; set; } = new() { Self = Node(1), IsClustered = false, IsLeader = true, Term = 1 };

    /// <summary>A node of the reference's examples: <c>controller-1</c> and so on.</summary>
    public static ClusterNode Node(int number) =>
        new($"controller-{number}", $"controller-{number}.local", $"http://controller-{number}.local:8001");

    /// <summary>Three healthy nodes, this one being the leader.</summary>
    public void Lead(DateTimeOffset now, long term = 5) => Become(Node(1), Node(1), now, term);

    /// <summary>Three healthy nodes, this one, the second, following the given one.</summary>
    public void Follow(ClusterNode leader, DateTimeOffset now, long term = 5) => Become(Node(2), leader, now, term);

    /// <summary>Three nodes, the second being this one, the third silent; nobody leads.</summary>
    public void LoseLeader(DateTimeOffset now, string? databaseFault = null) => View = new ClusterView
    {
        Self = Node(2),
        IsClustered = true,
        Term = 5,
        Nodes = Nodes(now, [Node(1), Node(2), Node(3)], silent: Node(3)),
        DatabaseFault = databaseFault,
    };

    private static ImmutableArray<NodeStatus> Nodes(DateTimeOffset now, IEnumerable<ClusterNode> nodes, ClusterNode? silent = null) =>
        [.. nodes.Select(n => new NodeStatus(n, "1.0.0", n == silent ? now - TimeSpan.FromMinutes(1) : now, n != silent))];

    private void Become(ClusterNode self, ClusterNode leader, DateTimeOffset now, long term) => View = new ClusterView
    {
        Self = self,
        IsClustered = true,
        IsLeader = leader == self,
        Term = term,
        Lease = new Lease(leader, term, now - TimeSpan.FromSeconds(100), now, now + LeaseDuration),
        Nodes = Nodes(now, [leader, .. new[] { Node(1), Node(2), Node(3) }.Where(n => n.Id != leader.Id)]),
    };
}
