using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Ingress;
using Orchestry.Core.Metrics;

namespace Orchestry.Testing.Metrics;

/// <summary>A node whose figures a test says; applications and cluster are those of the other fakes.</summary>
public sealed class FakeNodeMetrics(IReadModel model, ICluster cluster) : INodeMetrics
{
    /// <summary>The host's load.</summary>
    public HostLoad? Host { get; set; }

    /// <summary>All ingresses together.</summary>
    public NetworkLoad Network { get; set; } = NetworkLoad.Unknown;

    /// <summary>The node's own ingress.</summary>
    public IngressState Ingress { get; set; } = new(IngressMode.Embedded, 0);

    /// <summary>What the node's own ingress counted.</summary>
    public IngressTraffic Traffic { get; set; } = IngressTraffic.None;

    /// <inheritdoc/>
    public NodePicture Read() => new()
    {
        Version = "1.0.0",
        Revision = model.Revision,
        Apps = model.Apps,
        Cluster = cluster.View,
        Ingress = Ingress,
        Traffic = Traffic,
        Network = Network,
        Host = Host,
        Process = new ProcessUsage(TimeSpan.FromSeconds(12.5), 64 << 20, DateTimeOffset.UnixEpoch.AddSeconds(1_705_311_000)),
    };
}
