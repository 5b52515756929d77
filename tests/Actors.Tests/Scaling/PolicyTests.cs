using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Scaling;

[Collection(nameof(ControllerSuite))]
public sealed class PolicyTests
{
    private const string OneToFive = """{"minReplicas": 1, "maxReplicas": 5}""";

    [Fact]
    public async Task A_policy_set_by_request_holds_over_a_restart_and_on_every_node()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2, OneToFive);

        var changed = (await rig.Controller.SetPolicyAsync("web", new ScalingPolicyPatch { MaxReplicas = 8, MaxCpuPercent = 55.5 })).Granted();
        await rig.Controller.RestartControllerAsync();

        Assert.Equal((5, 8, 55.5), (changed.Previous.MaxReplicas, changed.Current.MaxReplicas, changed.Current.MaxCpuPercent));
        Assert.Equal(changed.Current, rig.Controller.App("web").Scaling);
        Assert.Equal(5, rig.Controller.App("web").Spec.Scaling.MaxReplicas);
        var follower = new Follower(rig.Controller);
        await follower.LoadAsync();
        Assert.Equal(changed.Current, Assert.Single(follower.Model.Apps).Scaling);
        (await rig.Controller.ScaleAsync("web", 7)).Granted();
    }

    [Fact]
    public async Task Bounds_that_exclude_the_replicas_there_are_bring_them_inside_at_once()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2, OneToFive);

        (await rig.Controller.SetPolicyAsync("web", new ScalingPolicyPatch { MinReplicas = 4 })).Granted();
        await rig.Controller.HealthyAsync("web", 4);

        Assert.Equal("The policy asks for at least 4", rig.Controller.App("web").LastScaling!.Reason);
    }

    [Fact]
    public async Task Bounds_that_do_not_fit_the_host_are_refused()
    {
        await using var rig = await ScalingRig.StartAsync();
        var memory = rig.Controller.Ports.Host.Info!.MemoryBytes;
        await rig.Controller.DeployAsync(An.App("web").WithReplicas(1).WithMemory($"{memory / (1024 * 1024) / 2}Mi").WithScaling(OneToFive));

        (await rig.Controller.SetPolicyAsync("web", new ScalingPolicyPatch { MinReplicas = 4 })).Refused(RefusalKind.InsufficientResources);

        Assert.Equal(1, rig.Controller.App("web").Scaling.MinReplicas);
    }

    [Fact]
    public async Task Another_scaling_section_in_the_specification_ends_it()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2, OneToFive);
        (await rig.Controller.SetPolicyAsync("web", new ScalingPolicyPatch { MaxReplicas = 8 })).Granted();

        (await rig.Controller.RegisterAsync(An.App("web").WithScaling(OneToFive).WithDrain(5))).Granted();
        Assert.Equal(8, rig.Controller.App("web").Scaling.MaxReplicas);
        (await rig.Controller.RegisterAsync(An.App("web").WithScaling("""{"minReplicas": 1, "maxReplicas": 6}""").WithDrain(5))).Granted();

        Assert.Equal(6, rig.Controller.App("web").Scaling.MaxReplicas);
    }

    [Fact]
    public async Task What_does_not_exist_has_no_policy()
    {
        await using var rig = await ScalingRig.StartAsync();

        (await rig.Controller.SetPolicyAsync("web", new ScalingPolicyPatch { MaxReplicas = 8 })).Refused(RefusalKind.AppNotFound);
    }

    [Fact]
    public async Task A_policy_that_becomes_manual_stops_the_autoscaler_and_back_again_lets_it_go_on()
    {
        await using var rig = await ScalingRig.StartAsync();
        await rig.DeployAsync("web", 2, OneToFive);
        (await rig.Controller.SetPolicyAsync("web", new ScalingPolicyPatch { Mode = ScalingMode.Manual })).Granted();
        rig.Bear("web", ScalingActorTests.High("cpu"));
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(2, rig.Controller.App("web").DesiredReplicas);

        (await rig.Controller.SetPolicyAsync("web", new ScalingPolicyPatch { Mode = ScalingMode.Auto })).Granted();
        await rig.PassAsync(TimeSpan.FromMinutes(1), () => rig.Controller.App("web").DesiredReplicas > 2);

        Assert.Equal(3, rig.Controller.App("web").DesiredReplicas);
    }
}
