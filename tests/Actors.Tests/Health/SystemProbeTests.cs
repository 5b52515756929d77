using Orchestry.Actors.Health;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Journal;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

using Orchestry.Testing.Ingress;

namespace Orchestry.Actors.Tests.Health;

[Collection(nameof(ControllerSuite))]
public sealed class SystemProbeTests
{
    [Fact]
    public async Task A_well_system_says_so_with_its_running_containers_and_its_uptime()
    {
        await using var controller = await TestController.StartAsync();
        var probe = new SystemProbe(controller.Store, controller.Ports.Engine, new FakeIngress(), controller.Ports.ReadModel, controller.Clock);
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));

        var health = await probe.CheckAsync(CancellationToken.None);

        Assert.True(health.Database.IsHealthy && health.Engine.IsHealthy);
        Assert.Equal((TimeSpan.FromSeconds(5), 2, 0d), (health.Uptime, health.ContainersRunning, health.DatabaseResponseMs));
    }

    [Fact]
    public async Task Each_ill_part_is_named_with_what_it_said()
    {
        await using var controller = await TestController.StartAsync();
        controller.Store.ReadFailure = new StoreException("The disk is broken.");
        controller.Engine.GoAway();

        var health = await new SystemProbe(controller.Store, controller.Ports.Engine, new FakeIngress(), controller.Ports.ReadModel, controller.Clock).CheckAsync(CancellationToken.None);

        Assert.Equal((false, "The disk is broken."), (health.Database.IsHealthy, health.Database.Error));
        Assert.Equal((false, "No Docker engine answers at fake://engine: Connection refused."), (health.Engine.IsHealthy, health.Engine.Error));
        Assert.Null(health.ContainersRunning);
        Assert.Null(health.DatabaseResponseMs);
    }

    [Fact]
    public async Task A_part_that_gives_no_answer_is_ill_after_two_seconds()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.Gate(EngineCall.Info);
        var checking = new SystemProbe(controller.Store, controller.Ports.Engine, new FakeIngress(), controller.Ports.ReadModel, controller.Clock).CheckAsync(CancellationToken.None);

        await controller.AdvanceAsync(TimeSpan.FromSeconds(1.9));
        Assert.False(checking.IsCompleted);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(0.1));

        Assert.Equal("The container engine does not answer", (await checking.WaitAsync(TestController.Guard)).Engine.Error);
    }

    [Fact]
    public async Task Giving_up_the_question_is_no_illness()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.Gate(EngineCall.Info);
        using var given = new CancellationTokenSource();
        var checking = new SystemProbe(controller.Store, controller.Ports.Engine, new FakeIngress(), controller.Ports.ReadModel, controller.Clock).CheckAsync(given.Token);

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking.WaitAsync(TestController.Guard));
    }
}
