using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Ingress;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing;
using Orchestry.Testing.Ingress;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Actors.Tests.Ingress;

/// <summary>In real time: the loop is tasks, and what is tested is that they meet.</summary>
public sealed class IngressLoopTests : IAsyncDisposable
{
    private readonly ReadModel _model = new();
    private readonly FakeIngress _ingress = new();
    private readonly FakeTrafficBoard _board = new(TimeProvider.System);
    private readonly FakeCluster _cluster = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IngressLoop _loop;
    private Task _running = Task.CompletedTask;

    public IngressLoopTests() => _loop = new IngressLoop(
        _model, _ingress, _board, new ClusterIdentity(FakeCluster.Node(1), "1.0.0", IsClustered: true, TimeSpan.FromSeconds(1)),
        new IngressDomain("localhost"), TimeProvider.System, NullLogger<IngressLoop>.Instance);

    [Fact]
    public async Task It_opens_with_the_routes_of_what_is_known_and_follows_every_change()
    {
        _model.Publish(App("web", revision: 1, ready: 1));
        await RunAsync();
        Assert.True(_ingress.IsOpen);
        Assert.Equal(["web-1"], Endpoints());

        _model.Publish(App("web", revision: 2, ready: 2));

        await Eventually.TrueAsync(() => Endpoints().Length == 2 && _loop.Read().Revision == 2);
    }

    [Fact]
    public async Task A_change_that_concerns_no_route_costs_the_ingress_nothing_and_counts_as_followed()
    {
        _model.Publish(App("web", revision: 1, ready: 1));
        await RunAsync();

        _model.Reached(9);

        await Eventually.TrueAsync(() => _loop.Read().Revision == 9);
        Assert.Single(_ingress.Applied);
    }

    [Fact]
    public async Task Whoever_waits_for_a_revision_is_answered_when_its_routes_are_in_force()
    {
        await RunAsync();
        _ingress.Hold();
        _model.Publish(App("web", revision: 5, ready: 1));
        var waiting = _loop.ReachAsync(5, Guard, CancellationToken.None);
        var early = _loop.ReachAsync(0, Guard, CancellationToken.None);

        await early;
        Assert.False(waiting.IsCompleted);
        _ingress.Release();

        await waiting.WaitAsync(Guard, TimeProvider.System);
        Assert.Equal((5, "web-1"), (_loop.Read().Revision, Endpoints().Single()));
    }

    [Fact]
    public async Task Nobody_waits_longer_for_routes_than_was_said()
    {
        await RunAsync();
        _ingress.Fault = "nginx does not like it";
        _model.Publish(App("web", revision: 5, ready: 1));

        await _loop.ReachAsync(5, TimeSpan.FromMilliseconds(20), CancellationToken.None).WaitAsync(Guard, TimeProvider.System);

        Assert.Equal(0, _loop.Read().Revision);
    }

    [Fact]
    public async Task Changes_that_come_while_a_table_is_applied_are_applied_together()
    {
        await RunAsync();
        _ingress.Hold();
        _model.Publish(App("web", revision: 1, ready: 1));
        for (var revision = 2; revision <= 50; revision++)
        {
            _model.Publish(App("web", revision, ready: 1 + (revision % 2)));
        }

        _ingress.Release();

        await Eventually.TrueAsync(() => _loop.Read().Revision == 50);
        Assert.InRange(_ingress.Applied.Count, 1, 3);
        Assert.Equal(["web-1"], Endpoints());
    }

    [Fact]
    public async Task Routes_that_are_refused_are_tried_again_and_their_revision_is_not_claimed()
    {
        await RunAsync();
        _ingress.Fault = "nginx does not like it";
        _model.Publish(App("web", revision: 3, ready: 1));
        await Eventually.TrueAsync(() => _board.Newest()?.State.Fault == "nginx does not like it");
        Assert.Equal(0, _loop.Read().Revision);

        _ingress.Fault = null;

        await Eventually.TrueAsync(() => _loop.Read().Revision == 3);
    }

    [Fact]
    public async Task A_refused_table_is_followed_by_the_one_before_it_too_where_that_is_wanted_again()
    {
        _model.Publish(App("web", revision: 1, ready: 1));
        await RunAsync();
        _ingress.Fault = "nginx does not like it";
        _model.Publish(App("web", revision: 2, ready: 2));
        await Eventually.TrueAsync(() => _board.Newest()?.State.Fault == "nginx does not like it");

        _ingress.Fault = null;
        _model.Publish(App("web", revision: 3, ready: 1));

        await Eventually.TrueAsync(() => _loop.Read().Revision == 3);
        Assert.Equal([1, 3], _ingress.Applied.Select(t => t.Revision).Where(r => r != 2));
    }

    [Fact]
    public async Task Routes_that_are_refused_at_the_beginning_are_tried_again()
    {
        _model.Publish(App("web", revision: 1, ready: 1));
        _ingress.Fault = "nginx does not run yet";
        await RunAsync();
        Assert.True(_ingress.IsOpen);

        _ingress.Fault = null;

        await Eventually.TrueAsync(() => _loop.Read().Revision == 1);
    }

    [Fact]
    public async Task An_ingress_that_throws_is_tried_again()
    {
        await RunAsync();
        _ingress.Failure = new IOException("disk full");
        _model.Publish(App("web", revision: 3, ready: 1));
        await Eventually.TrueAsync(() => _ingress.Failures > 0);

        _ingress.Failure = null;

        await Eventually.TrueAsync(() => _loop.Read().Revision == 3);
    }

    [Fact]
    public async Task A_board_that_is_away_is_written_when_it_is_back()
    {
        _board.Failure = new StoreException("away");
        await RunAsync();
        _model.Publish(App("web", revision: 2, ready: 1));
        await Eventually.TrueAsync(() => _loop.Read().Revision == 2);

        _board.Failure = null;

        await Eventually.TrueAsync(() => _board.Newest()?.Revision == 2);
    }

    [Fact]
    public async Task A_drain_waits_for_this_nodes_routes_and_requests()
    {
        _model.Publish(App("web", revision: 1, ready: 2));
        await RunAsync();
        _ingress.Replicas = [new ReplicaTraffic("web", 2, 2, InFlight: 1, Served: 5, Failed: 0, Drained: 0)];

        var drained = Drains().WaitAsync(Replica(2), revision: 2, TimeSpan.FromMinutes(1), CancellationToken.None);
        _model.Publish(App("web", revision: 2, ready: 1));
        await Eventually.TrueAsync(() => _loop.Read().Revision == 2);
        Assert.False(drained.IsCompleted);
        _ingress.Replicas = [new ReplicaTraffic("web", 2, 2, InFlight: 0, Served: 6, Failed: 0, Drained: 1)];

        Assert.Equal(new DrainReport(Replica(2), 1, 0), await drained.WaitAsync(Guard, TimeProvider.System));
    }

    [Fact]
    public async Task A_drain_waits_for_every_other_node_that_is_alive_and_for_no_other()
    {
        _model.Publish(App("web", revision: 1, ready: 2));
        await RunAsync();
        _cluster.Lead(DateTimeOffset.UnixEpoch);
        _cluster.View = _cluster.View with { Nodes = [.. _cluster.View.Nodes.Select(n => n with { IsHealthy = n.Node.Id != "controller-3" })] };
        await PostAsync("controller-2", revision: 1, inFlight: 0);
        await PostAsync("controller-3", revision: 1, inFlight: 7);
        _model.Publish(App("web", revision: 2, ready: 1));

        var drained = Drains().WaitAsync(Replica(2), revision: 2, TimeSpan.FromMinutes(1), CancellationToken.None);
        await Eventually.TrueAsync(() => _loop.Read().Revision == 2);
        Assert.False(drained.IsCompleted);
        await PostAsync("controller-2", revision: 2, inFlight: 1);
        Assert.False(drained.IsCompleted);
        await PostAsync("controller-2", revision: 2, inFlight: 0);

        Assert.Equal(0, (await drained.WaitAsync(Guard, TimeProvider.System)).Open);
    }

    [Fact]
    public async Task A_drain_that_takes_too_long_says_what_is_still_open()
    {
        await RunAsync();
        _ingress.Replicas = [new ReplicaTraffic("web", 2, 2, InFlight: 3, Served: 5, Failed: 0, Drained: 2)];

        var report = await Drains().WaitAsync(Replica(2), revision: 0, TimeSpan.FromMilliseconds(30), CancellationToken.None);

        Assert.Equal(new DrainReport(Replica(2), 2, 3), report);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(Guard, TimeProvider.System);
        _stopping.Dispose();
        await _ingress.DisposeAsync();
    }

    private static readonly TimeSpan Guard = TestKit.Guard;

    private static ReplicaId Replica(int slot) => new(AppName.Parse("web"), slot, slot);

    private static AppSnapshot App(string name, long revision, int ready)
    {
        var app = Registered.App().WithReplicas(ready);
        var observed = new List<ObservedReplica>();
        for (var slot = 1; slot <= ready; slot++)
        {
            app = app.WithAttempt(slot, slot);
            observed.Add(new ObservedReplica(slot, slot, ReplicaPhase.Ready, $"c{slot}", $"172.20.0.{slot + 1}", RegisteredApp.Epoch, null));
        }

        return AppPicture.Of(app.Record with { Name = name }, [.. observed], new Dictionary<int, ProbeReading>(), revision, _ => app.Spec);
    }

    private DrainWatch Drains() => new(_loop, _board, _cluster, TimeProvider.System, NullLogger<DrainWatch>.Instance);

    private string[] Endpoints() => [.. _ingress.Applied[^1].Routes.SelectMany(r => r.Endpoints).Select(e => e.Replica.Name)];

    private async Task RunAsync()
    {
        await _loop.OpenAsync(_stopping.Token);
        _running = _loop.RunAsync(_stopping.Token);
    }

    private Task PostAsync(string node, long revision, int inFlight) => _board.PostAsync(
        new NodeTraffic(
            node, "1", revision, new IngressState(IngressMode.Embedded, 1),
            new IngressTraffic([], [new ReplicaTraffic("web", 2, 2, inFlight, 0, 0, 0)])),
        CancellationToken.None);
}
