using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Ingress.Traffic;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Traffic;

public sealed class CounterTests
{
    private static readonly AppName Web = AppName.Parse("web");

    [Fact]
    public async Task Whoever_drains_never_sees_a_replica_idle_that_somebody_is_just_brought_to()
    {
        const int Rounds = 300;
        const int Takers = 3;
        for (var round = 0; round < Rounds; round++)
        {
            var counters = new ReplicaCounters(new ReplicaId(Web, 1, round));
            var isGone = 0;
            var served = 0;
            var takers = Enumerable.Range(0, Takers).Select(_ => Task.Run(() =>
            {
                while (counters.TryTake())
                {
                    Assert.Equal(0, Volatile.Read(ref isGone));
                    Interlocked.Increment(ref served);
                    counters.Ended(isServed: true);
                }
            })).ToArray();
            counters.Left(1);
            SpinWait.SpinUntil(() => counters.InFlight == 0);
            Volatile.Write(ref isGone, 1);
            await Task.WhenAll(takers);
            Assert.Equal((0, served), (counters.InFlight, counters.Read().Served));
        }
    }

    [Fact]
    public async Task Every_request_is_counted_once_however_many_threads_count()
    {
        const int Threads = 4;
        const int Each = 5000;
        var counters = new AppCounters("web");
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                counters.Opened();
                counters.Answered((100 * (t + 1)) + i % 100, TimeSpan.FromMicroseconds(i), i % 2 == 0, 1, 2);
                counters.Closed();
            }
        })));
        var traffic = counters.Read();

        Assert.Equal((Threads * Each, Threads * Each / 2, Threads * Each, 2 * Threads * Each, 0), (traffic.Requests, traffic.Failed, traffic.BytesIn, traffic.BytesOut, traffic.Open));
        Assert.Equal<long>([Each, Each, Each, Each, 0], traffic.ByClass);
        Assert.Equal(Threads * Each, traffic.Latency.Total);
    }

    [Fact]
    public void No_more_are_held_than_may_be()
    {
        var counters = new AppCounters("web");
        Assert.True(counters.TryHold(1));
        Assert.False(counters.TryHold(1));
        Assert.Equal(1, counters.Held);
        counters.Released();
        Assert.True(counters.TryHold(1));
    }

    [Fact]
    public void A_request_that_says_nothing_of_its_replica_leaves_no_trace()
    {
        var counters = new ReplicaCounters(new ReplicaId(Web, 1, 1));
        Assert.True(counters.TryTake());
        counters.GaveBack();

        Assert.Equal(new ReplicaTraffic("web", 1, 1, 0, 0, 0, 0), counters.Read());
    }

    [Fact]
    public void Who_has_left_is_remembered_for_a_minute_and_as_long_as_it_has_requests()
    {
        var clock = new ManualClock();
        var counters = new TrafficCounters(clock);
        var (quiet, busy) = (new ReplicaId(Web, 1, 1), new ReplicaId(Web, 2, 2));
        counters.Follow(Table(quiet, busy));
        Assert.True(counters.Of(busy).TryTake());
        counters.Follow(Table());
        Assert.Equal(2, counters.Read().Replicas.Length);
        clock.Advance(TimeSpan.FromMinutes(2));
        counters.Follow(RoutingTable.Empty("test"));
        Assert.Equal([2], counters.Read().Replicas.Select(r => r.Slot));
        Assert.Equal(["web"], counters.Read().Apps.Select(a => a.App));
        counters.Of(busy).Ended(isServed: true);
        Assert.Equal(1, counters.Read().Replicas.Single().Drained);
        counters.Follow(RoutingTable.Empty("test"));
        Assert.Equal((0, 0), (counters.Read().Replicas.Length, counters.Read().Apps.Length));
    }

    [Fact]
    public void Who_comes_back_is_given_requests_again()
    {
        var counters = new TrafficCounters(new ManualClock());
        var replica = new ReplicaId(Web, 1, 1);
        counters.Follow(Table(replica));
        counters.Follow(Table());
        Assert.False(counters.Of(replica).TryTake());
        counters.Follow(Table(replica));
        Assert.True(counters.Of(replica).TryTake());
    }

    private static RoutingTable Table(params ReplicaId[] replicas) => RoutingTable.Empty("test").With(new AppRoute
    {
        App = Web,
        Endpoints = [.. replicas.Select(r => new RouteEndpoint(r, "10.0.0.1", 80))],
        Ingress = IngressSpec.Default,
        Status = AppStatus.Running,
    });
}
