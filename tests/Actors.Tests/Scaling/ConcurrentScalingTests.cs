using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Scaling;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Scaling;

[Collection(nameof(ControllerSuite))]
public sealed class ConcurrentScalingTests
{
    [Fact]
    public async Task No_more_applications_scale_at_once_than_may_and_the_others_have_their_turn_in_order()
    {
        await using var rig = await ScalingRig.StartAsync(maxConcurrent: 1);
        foreach (var app in (string[])["a", "b", "c"])
        {
            await rig.DeployAsync(app, 1);
            rig.Bear(app, ScalingActorTests.High("cpu"));
        }

        var gate = rig.Controller.Engine.Gate(EngineCall.Create);
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal([2, 1, 1], Desired(rig));
        Assert.Contains(await rig.DecisionsAsync("b"), d => d.Vetoes is [{ Name: VetoNames.Concurrency, Sentence: "1 application is scaling, and no more may" }, ..]);
        gate.Release();
        await rig.Controller.HealthyAsync("a", 2);
        gate = rig.Controller.Engine.Gate(EngineCall.Create);
        await rig.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal([2, 2, 1], Desired(rig));
        gate.Release();
        await rig.Controller.HealthyAsync("b", 2);
        await rig.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal([2, 2, 2], Desired(rig));
    }

    [Fact]
    public async Task One_that_never_becomes_healthy_does_not_keep_the_others_from_scaling_for_ever()
    {
        await using var rig = await ScalingRig.StartAsync(maxConcurrent: 1);
        await rig.DeployAsync("a", 1);
        await rig.DeployAsync("b", 1);
        rig.Controller.Probe.Fail("a-2");
        rig.Bear("a", ScalingActorTests.High("cpu"));
        await rig.PassAsync(TimeSpan.FromMinutes(5), () => rig.Controller.App("a").DesiredReplicas == 2);
        rig.Bear("b", ScalingActorTests.High("cpu"));

        await rig.PassAsync(TimeSpan.FromMinutes(14), () => rig.Controller.App("b").DesiredReplicas == 2);

        Assert.Equal(2, rig.Controller.App("b").DesiredReplicas);
    }

    private static int[] Desired(ScalingRig rig) => [.. rig.Controller.Ports.ReadModel.Apps.Select(a => a.DesiredReplicas)];
}
