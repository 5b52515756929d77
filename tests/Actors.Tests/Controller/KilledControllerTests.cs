using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class KilledControllerTests
{
    public static TheoryData<int> LastCalls => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(LastCalls))]
    public async Task A_controller_killed_after_any_engine_call_leaves_nothing_double_and_nothing_lost(int lastCall)
    {
        await using var controller = await TestController.StartAsync();
        await controller.RestartControllerAsync(lastCall);
        await ScenarioAsync(controller);

        await controller.RestartControllerAsync();
        (await controller.RegisterAsync(An.App("web").WithImage("web:2").WithVolume("data"))).TryGet(out _, out var refusal);
        Assert.True(refusal is null or { Kind: RefusalKind.AppAlreadyExists }, refusal?.Details);
        (await controller.StartAsync("web", 2)).Granted();
        await controller.AdvanceUntilAsync(() => controller.App("web") is { HealthyReplicas: 2, Replicas.Length: 2 } app
            && app.Replicas.All(r => r.IsRunning) && controller.Engine.Containers.Count == 2);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.All(controller.Engine.Containers, c => Assert.True(c.IsRunning && c.Spec.Image == "web:2"));
        Assert.Equal(["1", "2"], controller.Engine.Containers.Select(c => c.Spec.Labels[ContainerLabels.Replica]).Order());
        var record = await controller.RecordAsync("web");
        Assert.Equal(
            record.Attempts.Select(a => ContainerBlueprint.ContainerName("default", new ReplicaId(controller.App("web").Name, a.Slot, a.Attempt))),
            controller.Engine.Containers.Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.All(
            controller.Engine.Calls.Where(c => c.Operation == EngineCall.Create).GroupBy(c => c.Argument),
            made => Assert.Single(made));
    }

    /// <summary>Register, start, scale out, crash, rollout, scale in, each carried out as far as the controller lives.</summary>
    private static async Task ScenarioAsync(TestController controller)
    {
        var steps = new Action[]
        {
            () => _ = controller.RegisterAsync(An.App("web").WithVolume("data")),
            () => _ = controller.StartAsync("web", 2),
            () => _ = controller.ScaleAsync("web", 4),
            () => controller.Engine.Crash(controller.RunningContainers().First()),
            () => _ = controller.RegisterAsync(An.App("web").WithImage("web:2").WithVolume("data")),
            () => _ = controller.ScaleAsync("web", 1),
            () => _ = controller.ScaleAsync("web", 3),
        };
        foreach (var step in steps.TakeWhile(_ => !controller.HasDied))
        {
            step();
            await controller.AdvanceAsync(TimeSpan.FromSeconds(3));
        }
    }
}
