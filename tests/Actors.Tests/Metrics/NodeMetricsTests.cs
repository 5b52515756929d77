using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Metrics;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Testing;
using Orchestry.Testing.Ingress;
using Orchestry.Testing.Metrics;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Actors.Tests.Metrics;

public sealed class NodeMetricsTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly ManualClock _clock = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly FakeIngress _ingress = new();
    private readonly FakeTrafficBoard _board;
    private readonly FakeUsageReader _usage;
    private readonly NodeMetrics _metrics;

    public NodeMetricsTests()
    {
        (_board, _usage) = (new FakeTrafficBoard(_clock), new FakeUsageReader(_clock));
        _metrics = new NodeMetrics(
            new ReadModel(), new FakeCluster(), _ingress, _board, _usage, new ControllerOptions { MetricsInterval = Interval },
            new ClusterIdentity(FakeCluster.Node(1), "1.0.0", false, Interval), _clock, _logs.CreateLogger<NodeMetrics>());
    }

    [Fact]
    public async Task The_hosts_processors_are_measured_between_two_looks()
    {
        await LookAsync(cpuSeconds: 100);
        Assert.Equal((null, 7L), (_metrics.Read().Host!.CpuPercent, _metrics.Read().Host!.Usage.MemoryUsedBytes));
        _clock.Advance(Interval);
        await LookAsync(cpuSeconds: 110);

        // 10 of the 40 seconds that four processors have in ten.
        Assert.Equal(25, _metrics.Read().Host!.CpuPercent!.Value, 6);
    }

    [Fact]
    public async Task A_host_that_cant_be_read_is_not_shown()
    {
        await LookAsync(cpuSeconds: 100);
        _usage.Host = null;
        await _metrics.LookAsync(default);

        Assert.Null(_metrics.Read().Host);
    }

    [Fact]
    public async Task A_defect_in_looking_costs_figures_and_is_told_once_and_the_looking_goes_on()
    {
        _usage.Failure = new InvalidDataException("no such column");
        await _metrics.StartAsync(default);
        foreach (var pause in new[] { 1, 10, 10 })
        {
            await Eventually.TrueAsync(() => _clock.ActiveTimers == 1);
            _clock.Advance(TimeSpan.FromSeconds(pause));
        }

        await Eventually.TrueAsync(() => _clock.ActiveTimers == 1);
        Assert.Null(_metrics.Read().Host);
        _usage.Failure = null;
        _usage.Host = Usage(cpuSeconds: 100);
        _clock.Advance(Interval);
        await Eventually.TrueAsync(() => _metrics.Read().Host is not null);

        Assert.Single(_logs.WithId(2656));
        await _metrics.StopAsync(default);
        Assert.False(_metrics.ExecuteTask!.IsFaulted);
    }

    [Fact]
    public async Task The_requests_of_all_nodes_make_the_networks_figures()
    {
        await PostAsync("a", 1000, 0);
        await PostAsync("b", 500, 0);
        await LookAsync(0);
        Assert.Equal(NetworkLoad.Unknown with { TotalRequests = 1500 }, _metrics.Read().Network);
        _clock.Advance(Interval);
        await PostAsync("a", 1060, 0);
        await PostAsync("b", 540, 5);
        await LookAsync(0);

        var network = _metrics.Read().Network;
        Assert.Equal((1600, 10, 5), (network.TotalRequests, network.RequestsPerSecond!.Value, network.ErrorRatePercent!.Value));
        Assert.InRange(network.MeanLatencyMs!.Value, 20, 20 * 1.02);
    }

    [Fact]
    public async Task Without_requests_there_is_no_error_rate_and_no_latency()
    {
        await PostAsync("a", 1000, 0);
        await LookAsync(0);
        _clock.Advance(Interval);
        await PostAsync("a", 1000, 0);
        await LookAsync(0);

        Assert.Equal(new NetworkLoad(1000, 0, null, null), _metrics.Read().Network);
    }

    [Fact]
    public async Task A_board_that_is_away_leaves_the_network_unknown_until_it_is_back()
    {
        await PostAsync("a", 1000, 0);
        await LookAsync(0);
        _board.Failure = new StoreException("away");
        await LookAsync(0);
        Assert.Equal(NetworkLoad.Unknown, _metrics.Read().Network);
        _board.Failure = null;
        _clock.Advance(Interval);
        await PostAsync("a", 1100, 0);
        await LookAsync(0);

        Assert.Equal((1100, 10), (_metrics.Read().Network.TotalRequests, _metrics.Read().Network.RequestsPerSecond!.Value));
    }

    [Fact]
    public async Task A_cluster_without_an_ingress_has_no_requests_rather_than_none()
    {
        await _board.PostAsync(new NodeTraffic("a", "1", 1, new IngressState(IngressMode.None, 0), IngressTraffic.None), default);
        await LookAsync(0);
        _clock.Advance(Interval);
        await LookAsync(0);

        Assert.Equal(NetworkLoad.Unknown, _metrics.Read().Network);
    }

    [Fact]
    public void A_node_tells_its_version_its_ingress_and_its_process()
    {
        var node = _metrics.Read();

        Assert.Equal(("1.0.0", IngressMode.Embedded, true), (node.Version, node.Ingress.Mode, node.Cluster.IsLeader));
        Assert.True(node.Process.ResidentBytes > 0 && node.Process.CpuTime > TimeSpan.Zero);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _metrics.Dispose();
        await _ingress.DisposeAsync();
    }

    private Task LookAsync(int cpuSeconds)
    {
        _usage.Host = Usage(cpuSeconds);
        return _metrics.LookAsync(default);
    }

    private HostUsage Usage(int cpuSeconds) => new(TimeSpan.FromSeconds(cpuSeconds), 4, 7, 8, 9, 10, _clock.GetTimestamp());

    private Task PostAsync(string node, long requests, long errors) => _board.PostAsync(
        new NodeTraffic(node, "1", 1, new IngressState(IngressMode.Embedded, 1), new IngressTraffic(
            [
                new AppTraffic
                {
                    App = "web", Requests = requests, ByClass = [0, requests - errors, 0, 0, errors],
                    Latency = new LatencyDistribution([new BucketCount(LatencyBuckets.Of(TimeSpan.FromMilliseconds(20)), requests)]),
                },
            ], [])),
        default);
}
