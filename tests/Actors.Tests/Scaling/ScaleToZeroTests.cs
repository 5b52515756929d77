using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;

namespace Orchestry.Actors.Tests.Scaling;

[Collection(nameof(ControllerSuite))]
public sealed class ScaleToZeroTests
{
    private const string ToZero = """{"minReplicas": 0, "maxReplicas": 3}""";

    [Fact]
    public async Task An_idle_application_goes_to_sleep_and_the_first_request_wakes_it_within_a_second_or_two()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 1, ToZero);
        rig.Bear("web", Idle);

        await rig.PassAsync(TimeSpan.FromMinutes(10), () => rig.Controller.App("web").DesiredReplicas == 0);

        var asleep = rig.Controller.App("web");
        Assert.Equal((AppStatus.Running, 0, true), (asleep.Status, asleep.DesiredReplicas, asleep.IsAsleep));
        Assert.StartsWith("asleep: ", asleep.StatusReason, StringComparison.Ordinal);
        Assert.Equal("Scaled from 1 to 0 replicas because nobody asks for it", (await rig.EventsAsync("web")).Single(e => e.Reason == "ScaledToZero").Message);
        await rig.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(rig.Controller.RunningContainers());

        rig.Hold("web", 2);
        await rig.PassAsync(TimeSpan.FromSeconds(3));

        await rig.Controller.HealthyAsync("web", 1);
        Assert.Equal("2 requests wait for a replica", rig.Controller.App("web").LastScaling!.Reason);
        Assert.Contains(await rig.EventsAsync("web"), e => e.Reason == "Woken");
    }

    [Fact]
    public async Task A_new_leader_lets_it_sleep_on_and_wakes_it_as_well()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 1, ToZero);
        rig.Bear("web", Idle);
        await rig.PassAsync(TimeSpan.FromMinutes(10), () => rig.Controller.App("web").DesiredReplicas == 0);
        await rig.PassAsync(TimeSpan.FromMinutes(1));

        await rig.Controller.RestartControllerAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        Assert.True(rig.Controller.App("web").IsAsleep);
        rig.Hold("web", 1);
        await rig.PassAsync(TimeSpan.FromSeconds(3));

        await rig.Controller.HealthyAsync("web", 1);
    }

    [Fact]
    public async Task Time_before_it_was_started_does_not_count_as_idle()
    {
        await using var rig = await ScalingRig.StartAsync();
        (await rig.Controller.RegisterAsync(Testing.Apps.An.App("web").WithScaling(ToZero))).Granted();
        rig.Bear("web", Idle);
        await rig.PassAsync(TimeSpan.FromMinutes(20));
        (await rig.Controller.StartAsync("web")).Granted();

        await rig.PassAsync(TimeSpan.FromSeconds(290));

        Assert.Equal(1, rig.Controller.App("web").DesiredReplicas);
    }

    [Theory]
    [InlineData(IngressMode.Nginx)]
    [InlineData(IngressMode.None)]
    public async Task Where_the_ingress_can_not_hold_requests_the_last_replica_stays_and_the_reason_is_told(IngressMode mode)
    {
        await using var rig = await ScalingRig.StartAsync();
        rig.Ingress = mode;
        await rig.DeployAsync("web", 1, ToZero);
        rig.Bear("web", Idle);

        await rig.PassAsync(TimeSpan.FromMinutes(12));

        Assert.Equal(1, rig.Controller.App("web").DesiredReplicas);
        Assert.Contains(await rig.DecisionsAsync("web"), d => d.Vetoes.Any(v => v.Name == ZeroGuard.IngressCannotHold));
    }

    [Fact]
    public async Task What_sleeps_is_woken_when_an_ingress_that_can_not_hold_takes_over()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 1, ToZero);
        rig.Bear("web", Idle);
        await rig.PassAsync(TimeSpan.FromMinutes(10), () => rig.Controller.App("web").DesiredReplicas == 0);

        rig.Ingress = IngressMode.Nginx;
        await rig.PassAsync(TimeSpan.FromMinutes(2), () => rig.Controller.App("web").DesiredReplicas == 1);

        Assert.Equal(1, rig.Controller.App("web").DesiredReplicas);
    }

    private static MetricSample Idle(MetricSample sample) => sample with
    {
        CpuPercent = sample.HealthyReplicas == 0 ? null : 1,
        MemoryPercent = sample.HealthyReplicas == 0 ? null : 5,
        Rps = 0,
        LatencyP95Ms = null,
        Connections = 0,
    };
}
