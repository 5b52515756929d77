using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;

namespace Orchestry.Actors.Tests.Scaling;

[Collection(nameof(ControllerSuite))]
public sealed class ScalingActorTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<string, string> Metrics { get; } = new()
    {
        { "cpu", "high CPU usage" },
        { "memory", "high memory usage" },
        { "rps", "a high request rate" },
        { "latency", "high latency" },
        { "connections", "a high number of connections" },
    };

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task A_high_figure_scales_out_when_the_cooldown_of_the_start_is_over_and_says_why(string metric, string cause)
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2);
        rig.Bear("web", High(metric));

        await rig.PassAsync(TimeSpan.FromSeconds(179));
        Assert.Equal(2, rig.Controller.App("web").DesiredReplicas);
        await rig.PassAsync(Minute, () => rig.Controller.App("web").DesiredReplicas != 2);
        await rig.Controller.HealthyAsync("web", 3);

        var told = (await rig.EventsAsync("web")).Single(e => e.Reason == "ScaledOut");
        Assert.Equal($"Scaled from 2 to 3 replicas due to {cause}", told.Message);
        var last = rig.Controller.App("web").LastScaling!;
        Assert.Equal((2, 3, ScalingAction.ScaleOut), (last.From, last.To, last.Action));
        Assert.StartsWith("High ", last.Reason, StringComparison.Ordinal);
        Assert.Contains(await rig.DecisionsAsync("web"), d => d.Action == "scale_out" && d.Reason == last.Reason);
    }

    [Fact]
    public async Task A_low_load_scales_in_by_one_when_window_stabilization_and_cooldown_are_over()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 3);
        rig.Bear("web", Low);

        await rig.PassAsync(TimeSpan.FromSeconds(295));
        Assert.Equal(3, rig.Controller.App("web").DesiredReplicas);
        await rig.PassAsync(10 * Minute, () => rig.Controller.App("web").DesiredReplicas < 3);

        Assert.Equal(2, rig.Controller.App("web").DesiredReplicas);
        Assert.Equal("Scaled from 3 to 2 replicas due to low load", (await rig.EventsAsync("web")).Single(e => e.Reason == "ScaledIn").Message);
    }

    [Fact]
    public async Task The_cooldown_survives_a_change_of_leader()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2);
        rig.Bear("web", High("cpu"));
        await rig.PassAsync(5 * Minute, () => rig.Controller.App("web").DesiredReplicas == 3);
        var scaledAt = rig.Controller.App("web").LastScaledAt!.Value;

        await rig.Controller.RestartControllerAsync();
        await rig.PassAsync(5 * Minute, () => rig.Controller.App("web").DesiredReplicas > 3);

        Assert.True(rig.Controller.App("web").LastScaledAt - scaledAt >= TimeSpan.FromSeconds(180));
        Assert.Contains(await rig.DecisionsAsync("web"), d => d.Vetoes.Any(v => v.Name == VetoNames.Cooldown));
    }

    [Fact]
    public async Task A_new_leader_scales_nothing_in_before_it_has_watched_for_as_long_as_stabilization_asks()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 3);
        rig.Bear("web", s => s);
        await rig.PassAsync(10 * Minute);
        rig.Bear("web", Low);

        await rig.Controller.RestartControllerAsync();
        await rig.PassAsync(TimeSpan.FromSeconds(295));

        Assert.Equal(3, rig.Controller.App("web").DesiredReplicas);
        await rig.PassAsync(5 * Minute, () => rig.Controller.App("web").DesiredReplicas == 2);
        Assert.Equal(2, rig.Controller.App("web").DesiredReplicas);
    }

    [Fact]
    public async Task Without_figures_nothing_is_scaled_and_the_reason_is_written_once_and_is_no_noise_among_the_events()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 3);
        rig.Bear("web", null);

        await rig.PassAsync(20 * Minute);

        Assert.Equal(3, rig.Controller.App("web").DesiredReplicas);
        var told = Assert.Single(await rig.EventsAsync("web", EventType.Decision));
        Assert.StartsWith("The load is not known; held: rps is missing in ", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await rig.EventsAsync("web", null), e => e.Type == EventType.Decision);
    }

    [Fact]
    public async Task Manual_mode_never_scales()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2, """{"mode": "manual"}""");
        rig.Bear("web", High("cpu"));

        await rig.PassAsync(20 * Minute);

        Assert.Equal(2, rig.Controller.App("web").DesiredReplicas);
        Assert.Empty(await rig.DecisionsAsync("web"));
    }

    [Fact]
    public async Task What_is_stopped_stays_stopped()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2);
        (await rig.Controller.StopAsync("web")).Granted();
        rig.Bear("web", High("cpu"));

        await rig.PassAsync(10 * Minute);

        Assert.Equal(0, rig.Controller.App("web").DesiredReplicas);
    }

    [Fact]
    public async Task A_request_by_a_client_is_the_last_scaling_event_and_begins_a_cooldown()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2);
        rig.Bear("web", High("cpu"));
        await rig.PassAsync(TimeSpan.FromSeconds(100));
        (await rig.Controller.ScaleAsync("web", 3)).Granted();
        var last = rig.Controller.App("web").LastScaling!;

        await rig.PassAsync(TimeSpan.FromSeconds(170));

        Assert.Equal((2, 3, "Scaled by request"), (last.From, last.To, last.Reason));
        Assert.Equal(3, rig.Controller.App("web").DesiredReplicas);
    }

    [Fact]
    public async Task A_supervisor_that_fails_does_not_end_the_scaling_of_its_application()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2);
        rig.Bear("web", High("cpu"));
        await rig.PassAsync(TimeSpan.FromSeconds(60));

        await rig.Controller.FailSupervisorAsync("web");
        await rig.PassAsync(10 * Minute, () => rig.Controller.App("web").DesiredReplicas > 2);

        Assert.Equal(3, rig.Controller.App("web").DesiredReplicas);
    }

    [Fact]
    public async Task Decisions_that_can_not_be_written_are_made_again()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2);
        rig.Bear("web", High("cpu"));
        await rig.PassAsync(TimeSpan.FromSeconds(60));
        rig.Controller.Journal.Failure = new StoreException("away");
        await rig.PassAsync(4 * Minute);
        Assert.Equal(2, rig.Controller.App("web").DesiredReplicas);

        rig.Controller.Journal.Failure = null;
        await rig.PassAsync(2 * Minute, () => rig.Controller.App("web").DesiredReplicas > 2);

        Assert.Equal(3, rig.Controller.App("web").DesiredReplicas);
        Assert.Contains(await rig.DecisionsAsync("web"), d => d.Action == "scale_out");
    }

    [Fact]
    public async Task More_than_fit_the_host_are_not_asked_for()
    {
        await using var rig = await ScalingRig.StartAsync();
        var memory = rig.Controller.Ports.Host.Info!.MemoryBytes;
        await rig.Controller.DeployAsync(Testing.Apps.An.App("web").WithReplicas(2)
            .WithMemory($"{memory / (1024 * 1024) * 2 / 5}Mi").WithScaling("""{"minReplicas": 1, "maxReplicas": 10}"""));
        rig.Bear("web", High("cpu"));

        await rig.PassAsync(6 * Minute);

        Assert.Equal(2, rig.Controller.App("web").DesiredReplicas);
        Assert.Contains(await rig.DecisionsAsync("web"), d => d.Vetoes.Any(v => v.Name == VetoNames.Capacity));
    }

    internal static Func<MetricSample, MetricSample> High(string metric) => sample => metric switch
    {
        "cpu" => sample with { CpuPercent = 80 },
        "memory" => sample with { MemoryPercent = 80 },
        "rps" => sample with { Rps = 55 * sample.HealthyReplicas },
        "latency" => sample with { LatencyP95Ms = 300 },
        _ => sample with { Connections = 90 * sample.HealthyReplicas },
    };

    internal static MetricSample Low(MetricSample sample) => sample with
    {
        CpuPercent = 8,
        MemoryPercent = 8,
        Rps = 6 * sample.HealthyReplicas,
        LatencyP95Ms = 20,
        Connections = 8 * sample.HealthyReplicas,
    };
}
