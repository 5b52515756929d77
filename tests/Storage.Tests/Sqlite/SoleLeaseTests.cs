using Orchestry.Core.Cluster;
using Orchestry.Storage.Sqlite;
using Orchestry.Testing;

namespace Orchestry.Storage.Tests.Sqlite;

public sealed class SoleLeaseTests
{
    [Fact]
    public async Task The_only_node_leads_at_once_and_for_good()
    {
        var office = await new SoleLease().AcquireAsync(default);

        Assert.Equal(1, office.Term);
        await office.ReleaseAsync(default);
        Assert.False(office.Ended.IsCompleted);
    }

    [Fact]
    public async Task The_only_node_sees_itself_healthy_and_no_lease()
    {
        var (node, clock) = (new ClusterNode("a", "host", "http://host:8000"), new ManualClock());

        var reading = await new SoleMembership(node, "1.2.3", clock).BeatAsync(default);

        Assert.Null(reading.Lease);
        Assert.Equal(new NodeStatus(node, "1.2.3", clock.GetUtcNow(), IsHealthy: true), Assert.Single(reading.Nodes));
    }
}
