using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Metrics;

public sealed class SamplingTests
{
    private const long Second = 1000;
    private const long Mebi = 1 << 20;
    private static readonly DateTimeOffset At = RegisteredApp.Epoch.AddMinutes(1);
    private static readonly ReplicaCapacity HalfAProcessor = new(0.5, 100 * Mebi);

    [Fact]
    public void Processor_and_memory_are_the_mean_over_the_replicas_in_percent_of_their_limits()
    {
        var sample = Of(
            App(ReplicaPhase.Ready, ReplicaPhase.Unready),
            Read(0, ("c1", 1, 20), ("c2", 5, 20)),
            Read(10 * Second, ("c1", 2, 30), ("c2", 8, 50)));

        Assert.Equal(("web", At, 2, 1), (sample.App, sample.At, sample.TotalReplicas, sample.HealthyReplicas));
        // 1 and 3 s of processor time in 10 s are 0.1 and 0.3 of a processor: 20 and 60 % of half of one.
        Assert.Equal(40, sample.CpuPercent!.Value, 9);
        Assert.Equal(40, sample.MemoryPercent!.Value, 9);
        Assert.Equal(80 * Mebi, sample.MemoryBytes);
    }

    [Fact]
    public void A_replica_that_was_read_once_counts_for_memory_and_not_for_the_processor()
    {
        var sample = Of(App(ReplicaPhase.Ready, ReplicaPhase.Starting), Read(0, ("c1", 1, 20)), Read(10 * Second, ("c1", 2, 20), ("c2", 9, 40)));

        Assert.Equal(20, sample.CpuPercent!.Value, 9);
        Assert.Equal(30, sample.MemoryPercent!.Value, 9);
    }

    [Fact]
    public void Nothing_is_made_up_for_what_could_not_be_read()
    {
        var sample = Of(App(ReplicaPhase.Ready), Read(0, ("c1", 1, 20)), Read(10 * Second));

        Assert.Equal((null, null, null), (sample.CpuPercent, sample.MemoryPercent, sample.MemoryBytes));
        Assert.Equal((null, null, null, null, 0), (sample.Rps, sample.LatencyP95Ms, sample.ErrorsPerSecond, sample.Connections, sample.Held));
        Assert.Null(Sampling.Of(App(ReplicaPhase.Ready), At, HalfAProcessor, new UsageChange(Read(0, ("c1", 1, 20)), null, Second), default).CpuPercent);
    }

    [Fact]
    public void Two_readings_of_one_moment_and_a_counter_that_fell_are_no_rate()
    {
        Assert.Null(Of(App(ReplicaPhase.Ready), Read(5, ("c1", 1, 20)), Read(5, ("c1", 1, 20))).CpuPercent);
        Assert.Null(Of(App(ReplicaPhase.Ready), Read(5, ("c1", 1, 20)), Read(4, ("c1", 2, 20))).CpuPercent);
        Assert.Null(Of(App(ReplicaPhase.Ready), Read(0, ("c1", 3, 20)), Read(10 * Second, ("c1", 1, 20))).CpuPercent);
    }

    [Fact]
    public void A_capacity_nobody_knows_gives_bytes_and_no_percents()
    {
        var usage = new UsageChange(Read(0, ("c1", 1, 20)), Read(10 * Second, ("c1", 2, 20)), Second);
        var sample = Sampling.Of(App(ReplicaPhase.Ready), At, default, usage, TrafficChange.Unknown);

        Assert.Equal((null, null, 20 * Mebi), (sample.CpuPercent, sample.MemoryPercent, sample.MemoryBytes));
    }

    [Fact]
    public void What_leaves_or_has_ended_is_not_measured()
    {
        var app = App(ReplicaPhase.Draining, ReplicaPhase.Exited, ReplicaPhase.Ready);

        Assert.Equal([new ContainerId("c3")], Sampling.Containers(app));
        Assert.Equal(0, Of(app, Read(0, ("c1", 1, 20)), Read(10 * Second, ("c1", 5, 20))).CpuPercent ?? 0);
    }

    [Fact]
    public void A_stopped_application_is_not_sampled_and_one_scaled_to_zero_is()
    {
        Assert.False(Sampling.IsSampled(App() with { Status = AppStatus.Stopped }));
        Assert.True(Sampling.IsSampled(App()));
        Assert.True(Sampling.IsSampled(App() with { Status = AppStatus.Error }));
    }

    [Theory]
    [InlineData(500_000_000, 0, 8, 0.5)]
    [InlineData(0, 250_000_000, 8, 0.25)]
    [InlineData(0, 0, 8, 8.0)]
    [InlineData(0, 0, null, null)]
    public void The_limit_is_the_specifications_else_the_operators_else_the_host(long specified, long otherwise, int? host, double? expected) =>
        Assert.Equal(expected, ReplicaCapacity.Of(new(specified, 0), new(otherwise, 0), host, null).Processors);

    [Theory]
    [InlineData(5, 7, 9L, 5L)]
    [InlineData(0, 7, 9L, 7L)]
    [InlineData(0, 0, 9L, 9L)]
    [InlineData(0, 0, 0L, null)]
    public void And_so_it_is_of_memory(long specified, long otherwise, long? host, long? expected) =>
        Assert.Equal(expected, ReplicaCapacity.Of(new(0, specified), new(0, otherwise), null, host).MemoryBytes);

    private static MetricSample Of(
        AppSnapshot app, Dictionary<ContainerId, ContainerUsage> before, Dictionary<ContainerId, ContainerUsage> now) =>
        Sampling.Of(app, At, HalfAProcessor, new UsageChange(before, now, Second), TrafficChange.Unknown);

    private static Dictionary<ContainerId, ContainerUsage> Read(long at, params (string Id, int CpuSeconds, int Mebibytes)[] containers) =>
        containers.ToDictionary(c => new ContainerId(c.Id), c => new ContainerUsage(TimeSpan.FromSeconds(c.CpuSeconds), c.Mebibytes * Mebi, at));

    private static AppSnapshot App(params ReplicaPhase[] phases)
    {
        var app = Registered.App().WithReplicas(phases.Length);
        var observed = phases.Select((phase, i) => new ObservedReplica(
            i + 1, i + 1, phase, $"c{i + 1}", "172.20.0.2", RegisteredApp.Epoch, null, null, null, 0, null)).ToImmutableArray();
        app = phases.Select((_, i) => i + 1).Aggregate(app, (a, slot) => a.WithAttempt(slot, slot));
        return AppPicture.Of(app.Record, observed, ImmutableDictionary<int, ProbeReading>.Empty, 7, _ => app.Spec);
    }
}
