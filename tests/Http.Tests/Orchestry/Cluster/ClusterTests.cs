using Orchestry.Core.Cluster;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Orchestry.Cluster;

public sealed class ClusterTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1642248600123);

    [Fact]
    public async Task A_leader_shows_the_cluster_as_the_reference_shows_it()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.View = Reference;
        var answer = await api.GetAsync("/cluster/status");
        Assert.Equal(200, answer.Status);
        Assert.Contains("\"renewed_at\":1642248600.0,", answer.Body, StringComparison.Ordinal);
        answer.Is(
            """
            {
              "node_id": "controller-1",
              "hostname": "controller-1.local",
              "state": "leader",
              "term": 5,
              "is_leader": true,
              "leader_id": "controller-1",
              "cluster_size": 3,
              "nodes": [
                {
                  "node_id": "controller-1",
                  "hostname": "controller-1.local",
                  "state": "leader",
                  "is_healthy": true,
                  "last_heartbeat": 1642248600.123
                },
                {
                  "node_id": "controller-2",
                  "hostname": "controller-2.local",
                  "state": "follower",
                  "is_healthy": true,
                  "last_heartbeat": 1642248595.456
                },
                {
                  "node_id": "controller-3",
                  "hostname": "controller-3.local",
                  "state": "follower",
                  "is_healthy": true,
                  "last_heartbeat": 1642248598.789
                }
              ],
              "lease": {
                "leader_id": "controller-1",
                "term": 5,
                "acquired_at": 1642248500.0,
                "expires_at": 1642248630.0,
                "renewed_at": 1642248600.0,
                "hostname": "controller-1.local",
                "api_url": "http://controller-1.local:8001"
              }
            }
            """);
    }

    [Fact]
    public async Task A_follower_shows_itself_as_one_and_the_same_leader_and_lease()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.View = Reference with { Self = FakeCluster.Node(2), IsLeader = false };
        var status = (await api.GetAsync("/cluster/status")).Json;
        Assert.Equal("controller-2", status.GetProperty("node_id").GetString());
        Assert.Equal("follower", status.GetProperty("state").GetString());
        Assert.False(status.GetProperty("is_leader").GetBoolean());
        Assert.Equal("controller-1", status.GetProperty("leader_id").GetString());
        Assert.Equal(
            ["leader", "follower", "follower"], status.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("state").GetString()));
        Assert.Equal("controller-1", status.GetProperty("lease").GetProperty("leader_id").GetString());
    }

    [Fact]
    public async Task A_single_node_is_its_own_leader_without_a_lease()
    {
        await using var api = await TestApi.StartAsync();
        (await api.GetAsync("/cluster/status")).Is(
            """
            {
              "node_id": "controller-1", "hostname": "controller-1.local", "state": "leader", "term": 1, "is_leader": true,
              "leader_id": "controller-1", "cluster_size": 1,
              "nodes": [
                { "node_id": "controller-1", "hostname": "controller-1.local", "state": "leader", "is_healthy": true,
                  "last_heartbeat": 1705314600.0 }
              ],
              "lease": null
            }
            """);
        (await api.GetAsync("/cluster/leader")).Is(
            """
            { "leader_id": "controller-1", "hostname": "controller-1.local", "api_url": "http://controller-1.local:8001", "term": 1,
              "lease_expires_at": null }
            """);
    }

    [Fact]
    public async Task Without_a_leader_the_nodes_are_all_followers_and_the_silent_one_does_not_count()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.LoseLeader(Now);
        var status = (await api.GetAsync("/cluster/status")).Json;
        Assert.Equal("null", status.GetProperty("leader_id").GetRawText());
        Assert.Equal("null", status.GetProperty("lease").GetRawText());
        Assert.Equal(2, status.GetProperty("cluster_size").GetInt32());
        Assert.All(status.GetProperty("nodes").EnumerateArray(), n => Assert.Equal("follower", n.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_node_names_the_leader_as_the_reference_does(int node)
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.View = Reference with { Self = FakeCluster.Node(node), IsLeader = node == 1 };
        var answer = await api.GetAsync("/cluster/leader");
        answer.Is(
            """
            {
              "leader_id": "controller-1",
              "hostname": "controller-1.local",
              "api_url": "http://controller-1.local:8001",
              "term": 5,
              "lease_expires_at": 1642248630.0
            }
            """);
        Assert.Equal("42", answer.Header("X-Orchestry-Revision"));
    }

    [Fact]
    public async Task A_leader_that_has_not_read_its_own_lease_yet_names_itself_without_the_formers_expiry()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.View = Reference with { Self = FakeCluster.Node(2), Term = 6 };
        var leader = (await api.GetAsync("/cluster/leader")).Json;
        Assert.Equal("controller-2", leader.GetProperty("leader_id").GetString());
        Assert.Equal(6, leader.GetProperty("term").GetInt64());
        Assert.Equal("null", leader.GetProperty("lease_expires_at").GetRawText());
    }

    [Fact]
    public async Task Without_a_leader_there_is_none_to_name()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.LoseLeader(Now);
        var answer = await api.GetAsync("/cluster/leader");
        Assert.Equal(503, answer.Status);
        Assert.Equal("1", answer.Header("Retry-After"));
        answer.Is("""{ "error": "No leader elected", "code": "NO_LEADER", "timestamp": "2024-01-15T10:30:00Z" }""");
    }

    [Theory]
    [InlineData("leader", true)]
    [InlineData("follower", false)]
    public async Task A_cluster_with_a_leader_and_a_database_is_healthy_on_every_node(string state, bool isLeader)
    {
        await using var api = await TestApi.StartAsync();
        api.Time.Advance(TimeSpan.FromMilliseconds(123));
        api.Cluster.View = Reference with { Self = FakeCluster.Node(isLeader ? 1 : 2), IsLeader = isLeader };
        (await api.GetAsync("/cluster/health")).Is(
            $$"""
            {
              "status": "healthy",
              "clustering": "enabled",
              "node_id": "controller-{{(isLeader ? 1 : 2)}}",
              "state": "{{state}}",
              "is_leader": {{(isLeader ? "true" : "false")}},
              "leader_id": "controller-1",
              "cluster_size": 3,
              "cluster_ready": true,
              "timestamp": 1705314600.123,
              "version": "1.0.0"
            }
            """);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("The database does not answer.")]
    public async Task A_cluster_without_a_leader_is_degraded_as_the_reference_shows_it(string? databaseFault)
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.LoseLeader(Now, databaseFault);
        var answer = await api.GetAsync("/cluster/health");
        Assert.Equal(200, answer.Status);
        answer.Is(
            """
            {
              "status": "degraded",
              "clustering": "enabled",
              "node_id": "controller-2",
              "state": "follower",
              "is_leader": false,
              "leader_id": null,
              "cluster_size": 2,
              "cluster_ready": false,
              "timestamp": 1705314600.0,
              "version": "1.0.0"
            }
            """);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_cluster_whose_database_is_away_is_ready_while_its_lease_lasts_but_degraded(int node)
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.View = Reference with
        {
            Self = FakeCluster.Node(node), IsLeader = node == 1, DatabaseFault = "The database does not answer.",
        };
        var health = (await api.GetAsync("/cluster/health")).Json;
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.True(health.GetProperty("cluster_ready").GetBoolean());
        Assert.Equal("controller-1", health.GetProperty("leader_id").GetString());
    }

    [Theory]
    [InlineData(null, "healthy")]
    [InlineData("The disk is full.", "degraded")]
    public async Task A_single_nodes_health_has_the_references_four_fields(string? databaseFault, string status)
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.View = api.Cluster.View with { DatabaseFault = databaseFault };
        (await api.GetAsync("/cluster/health")).Is(
            $$"""{ "status": "{{status}}", "clustering": "disabled", "timestamp": 1705314600.0, "version": "1.0.0" }""");
    }

    [Theory]
    [InlineData("/cluster/status")]
    [InlineData("/cluster/leader")]
    [InlineData("/cluster/health")]
    public async Task The_cluster_can_be_asked_as_often_as_one_likes_but_takes_no_parameters(string path)
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerMinute = 1 });
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var answer = await api.GetAsync(path);
            Assert.Equal(200, answer.Status);
            Assert.Null(answer.Header("X-RateLimit-Limit"));
        }

        (await api.GetAsync($"{path}?verbose=true")).IsError(400, "VALIDATION_ERROR", "Request validation failed");
    }

    /// <summary>The cluster of the reference's example.</summary>
    private static ClusterView Reference { get; } = new()
    {
        Self = FakeCluster.Node(1),
        IsClustered = true,
        IsLeader = true,
        Term = 5,
        Lease = new Lease(FakeCluster.Node(1), 5, Unix(1642248500000), Unix(1642248600000), Unix(1642248630000)),
        Nodes =
        [
            new NodeStatus(FakeCluster.Node(1), "1.0.0", Unix(1642248600123), IsHealthy: true),
            new NodeStatus(FakeCluster.Node(2), "1.0.0", Unix(1642248595456), IsHealthy: true),
            new NodeStatus(FakeCluster.Node(3), "1.0.0", Unix(1642248598789), IsHealthy: true),
        ],
    };

    private static DateTimeOffset Unix(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
