using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class HealingTests
{
    [Fact]
    public async Task A_crashed_replica_is_replaced_at_once_and_the_event_says_why()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));

        controller.Engine.Crash("default.web-1-1", exitCode: 3);
        await controller.UntilAsync(() => controller.RunningContainers().SequenceEqual(["default.web-1-3", "default.web-2-2"]));

        Assert.Equal(TimeSpan.Zero, controller.Clock.Elapsed);
        var events = await controller.Store.QueryEventsAsync(new EventQuery("web"), CancellationToken.None);
        Assert.Contains(events.Events, e => e.Event is { Reason: "ContainerCrashed", Message: "Container web-1: exited with code 3" });
        Assert.Contains(events.Events, e => e.Event is { Reason: "ReplicasReplaced", Message: "Replacing web-1 at once (exited with code 3)" });
    }

    [Fact]
    public async Task Crashes_in_a_row_are_backed_off_from_and_end_in_a_crash_loop_that_is_tried_every_five_minutes()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        var pauses = new List<double>();

        for (var crash = 1; crash <= 8; crash++)
        {
            var crashedAt = controller.Clock.Elapsed;
            controller.Engine.Crash(controller.RunningContainers().Single());
            await controller.SettleAsync();
            if (crash == 7)
            {
                Assert.Equal(AppStatus.Error, controller.App("web").Status);
                Assert.Equal("web-1: crash loop after 7 failures in a row; the last: exited with code 1", controller.App("web").StatusReason);
            }

            while (!controller.RunningContainers().Any())
            {
                await controller.AdvanceAsync(TimeSpan.FromSeconds(0.5));
            }

            pauses.Add((controller.Clock.Elapsed - crashedAt).TotalSeconds);
        }

        Assert.Equal([0, 1, 2, 4, 8, 300, 300, 300], pauses);
    }

    [Fact]
    public async Task A_healthy_minute_forgives_earlier_crashes()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        controller.Engine.Crash("default.web-1-1");
        await controller.UntilAsync(() => controller.RunningContainers().Any());
        await controller.AdvanceAsync(TimeSpan.FromSeconds(61));

        controller.Engine.Crash("default.web-1-2");
        await controller.UntilAsync(() => controller.RunningContainers().Any());

        Assert.Equal(1, controller.Replica("web-1").Restarts);
    }

    [Fact]
    public async Task A_start_by_a_user_gives_failed_replicas_a_new_chance_at_once()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("broken:1", ContainerBehaviour.CannotStart);
        await controller.RegisterAsync(An.App("web").WithImage("broken:1"));
        await controller.StartAsync("web", 2);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(AppStatus.Error, controller.App("web").Status);
        controller.Engine.AddImage("broken:1");

        (await controller.StartAsync("web", wait: true).WaitAsync(TestController.Guard)).Granted();

        Assert.Equal(AppStatus.Running, controller.App("web").Status);
        Assert.All(controller.App("web").Replicas.Where(r => r.IsRunning), r => Assert.Equal((0, null), (r.Restarts, r.LastError)));
    }

    [Fact]
    public async Task An_unhealthy_replica_is_replaced_after_as_many_failures_as_its_specification_says()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        controller.Probe.Fail(controller.Container("web-1").Id.Value, "Answered 500, expected 200-399");

        await controller.AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.Equal((ReplicaPhase.Ready, 2), (controller.Replica("web-1").Phase, controller.Replica("web-1").ConsecutiveFailures));
        Assert.Equal("Answered 500, expected 200-399", controller.Replica("web-1").LastError);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));

        await controller.HealthyAsync("web", 2);
        Assert.Equal(["default.web-1-3", "default.web-2-2"], controller.RunningContainers());
    }

    [Fact]
    public async Task Failures_in_the_initial_delay_are_forgiven()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-1");
        await controller.RegisterAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 30, "periodSeconds": 5, "failureThreshold": 2}"""));
        await controller.StartAsync("web", 1);

        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["default.web-1-1"], controller.RunningContainers());
        await controller.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.DoesNotContain("default.web-1-1", controller.RunningContainers());
    }

    [Fact]
    public async Task A_death_that_is_told_while_the_launch_is_under_way_is_not_lost()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web"));
        var gate = controller.Engine.HoldAnswers(EngineCall.Inspect);
        await controller.StartAsync("web", 1);
        await gate.Reached.WaitAsync(TestController.Guard);
        controller.Engine.RunOutOfMemory("default.web-1-1");
        await controller.SettleAsync();

        gate.Release();
        await controller.UntilAsync(() => controller.RunningContainers().SequenceEqual(["default.web-1-2"]));

        var events = await controller.Store.QueryEventsAsync(new EventQuery("web"), CancellationToken.None);
        Assert.Contains(events.Events, e => e.Event is { Reason: "ContainerCrashed", Message: "Container web-1: killed by the kernel for lack of memory" });
    }

    [Fact]
    public async Task A_container_that_somebody_removes_is_replaced()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));

        controller.Engine.InterruptEvents(() => controller.Engine.RemoveBehindOurBack("default.web-1-1"));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(31));

        Assert.Equal(["default.web-1-2"], controller.RunningContainers());
    }

    [Fact]
    public async Task A_container_that_runs_although_its_start_failed_is_kept()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("odd:1", new ContainerBehaviour
        {
            StartFault = new EngineFault(EngineFaultKind.EngineFailure, "The engine lost count."), RunsDespiteStartFault = true,
        });

        await controller.DeployAsync(An.App("web").WithImage("odd:1"));

        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_container_whose_creation_gave_no_answer_is_found_and_taken_over()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.FailNext(EngineCall.Create, new EngineFault(EngineFaultKind.Timeout, "No answer."), actsFirst: true);
        await controller.RegisterAsync(An.App("web"));
        await controller.StartAsync("web", 1);

        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));

        await controller.HealthyAsync("web", 1);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_container_of_our_name_that_exists_already_is_taken_over()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(An.App("web"));
        await controller.Engine.EnsureNetworkAsync(new NetworkSpec("orchestry", "172.20.0.0/16", new Dictionary<string, string>()), default);
        var id = (await controller.Engine.CreateContainerAsync(
            new ContainerSpec { Name = "default.web-1-1", Image = "web:1", Network = "orchestry" }, default)).Value;

        await controller.StartAsync("web", 1);

        await controller.HealthyAsync("web", 1);
        Assert.Equal(id, controller.Replica("web-1").Container);
    }

    [Fact]
    public async Task A_container_killed_for_lack_of_memory_says_so()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));

        controller.Engine.RunOutOfMemory("default.web-1-1");
        await controller.UntilAsync(() => controller.RunningContainers().Any());

        var events = await controller.Store.QueryEventsAsync(new EventQuery("web"), CancellationToken.None);
        Assert.Contains(events.Events, e => e.Event is { Message: "Container web-1: killed by the kernel for lack of memory" });
    }

    [Fact]
    public async Task The_last_dead_container_of_a_crash_loop_stays_for_its_logs_until_the_slot_is_well()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 600}"""));
        controller.Probe.Fail("web-1");
        controller.Engine.Crash("default.web-1-1");
        await controller.UntilAsync(() => controller.RunningContainers().Any());
        controller.Engine.Crash("default.web-1-2");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["default.web-1-2", "default.web-1-3"], controller.Engine.Containers.Select(c => c.Name));

        controller.Probe.Recover("web-1");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["default.web-1-3"], controller.Engine.Containers.Select(c => c.Name));
    }

    [Fact]
    public async Task What_a_check_on_demand_finds_is_shown_by_the_time_it_is_answered()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(1).WithHealthCheck("""{"failureThreshold": 100}"""));
        controller.Probe.Fail("web-1");

        for (var failures = 1; failures <= 50; failures++)
        {
            // A reading replaces one that is older.
            controller.Clock.AdvanceTo(controller.Clock.GetUtcNow() + TimeSpan.FromMilliseconds(1));
            var found = (await controller.Orchestrator.CheckHealthAsync(AppName.Parse("web"), CancellationToken.None)).Granted();
            var shown = controller.Replica("web-1").ConsecutiveFailures;

            Assert.Equal((1, failures), (found.Unhealthy, shown));
        }
    }
}
