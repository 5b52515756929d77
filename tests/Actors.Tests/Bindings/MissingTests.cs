using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Bindings;

/// <summary>What a launch needs and there is not.</summary>
[Collection(nameof(ControllerSuite))]
public sealed class MissingTests
{
    [Fact]
    public async Task A_missing_secret_is_told_and_the_application_mends_itself_when_it_appears()
    {
        await using var controller = await TestController.StartAsync();
        (await controller.RegisterAsync(BoundApp.Web)).Granted();
        (await controller.StartAsync("web", 1)).Granted();
        await controller.AdvanceUntilAsync(() => controller.App("web").Status == AppStatus.Error);
        Assert.Contains("secret 'db' does not exist in the namespace 'default'", controller.App("web").StatusReason, StringComparison.Ordinal);
        Assert.DoesNotContain(controller.Engine.Calls, c => c.Operation == EngineCall.Create);

        (await controller.Secrets().CreateAsync(NamespaceName.Default, "db", "x", CancellationToken.None)).Granted();
        await controller.HealthyAsync("web", 1);
        Assert.Equal(["x"], controller.Values());
    }

    [Fact]
    public async Task A_job_that_never_began_for_want_of_a_secret_runs_when_it_appears()
    {
        await using var controller = await BoundApp.StartAsync();
        (await controller.RegisterAsync(An.App("work").AsJob().WithEnvironment(BoundApp.UsesSecret))).Granted();
        (await controller.Secrets().RemoveAsync("db", force: true, CancellationToken.None)).Granted();
        (await controller.StartAsync("work")).Granted();
        await controller.AdvanceUntilAsync(() => controller.App("work").Status == AppStatus.Error);

        (await controller.Secrets().CreateAsync(NamespaceName.Default, "db", "anew", CancellationToken.None)).Granted();
        await controller.AdvanceUntilAsync(() => controller.Values().Any());

        Assert.Equal(["anew"], controller.Values());
    }

    [Fact]
    public async Task A_secret_that_was_removed_by_force_leaves_what_runs_alone()
    {
        await using var controller = await BoundApp.StartAsync();
        await controller.DeployAsync(BoundApp.Web.WithReplicas(1));
        (await controller.Secrets().RemoveAsync("db", force: true, CancellationToken.None)).Granted();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["first"], controller.Values());

        controller.Engine.Crash(controller.Container("web-1").Name, 1);
        await controller.AdvanceUntilAsync(() => controller.App("web").Status == AppStatus.Error);
        Assert.Contains("secret 'db' does not exist", controller.App("web").StatusReason, StringComparison.Ordinal);
        (await controller.Secrets().CreateAsync(NamespaceName.Default, "db", "anew", CancellationToken.None)).Granted();
        await controller.HealthyAsync("web", 1);
        Assert.Equal(["anew"], controller.Values());
    }

    [Fact]
    public async Task A_container_that_was_made_by_a_controller_that_died_gets_its_files_before_it_starts()
    {
        await using var controller = await BoundApp.StartAsync();
        (await controller.RegisterAsync(An.App("web").WithVolumes(BoundApp.MountsConfig))).Granted();
        // It dies when the container is there and its files are not.
        controller.Engine.FailNext(EngineCall.Upload, new EngineFault(EngineFaultKind.Unreachable, "The engine is away."), times: 1000);
        (await controller.StartAsync("web", 1)).Granted();
        await controller.UntilAsync(() => controller.Engine.Calls.Any(c => c.Operation == EngineCall.Upload));
        Assert.Equal(ContainerState.Created, controller.Engine.Containers.Single().State);
        controller.Engine.ClearPlannedFaults();

        await controller.RestartControllerAsync();
        await controller.AdvanceUntilAsync(() => controller.App("web").HealthyReplicas == 1);

        Assert.Equal("one", controller.Engine.Containers.Single().Files["/etc/site"]);
        Assert.Single(controller.Engine.Calls, c => c.Operation == EngineCall.Create);
    }
}
