using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>Several checks of one application, told apart by their paths.</summary>
[Collection(nameof(ControllerSuite))]
public sealed class HealthCheckListTests
{
    [Fact]
    public async Task A_replica_is_ready_only_when_all_checks_of_readiness_pass()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-1/cache");
        await controller.RegisterAsync(Web("""{"path": "/ready"}""", """{"path": "/cache"}"""));
        await controller.StartAsync("web", 1);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((ReplicaPhase.Starting, "Connection refused"), (controller.Replica("web-1").Phase, controller.Replica("web-1").LastError));

        controller.Probe.Recover("web-1/cache");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal((ReplicaPhase.Ready, null), (controller.Replica("web-1").Phase, controller.Replica("web-1").LastError));
    }

    [Fact]
    public async Task Without_a_check_of_readiness_a_replica_is_ready_as_soon_as_it_runs_and_replaced_when_it_fails()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-1/live");
        await controller.RegisterAsync(Web("""{"path": "/live", "readiness": false, "initialDelaySeconds": 0, "periodSeconds": 5, "failureThreshold": 2}"""));
        await controller.StartAsync("web", 1);
        await controller.UntilAsync(() => controller.App("web").HealthyReplicas == 1);
        Assert.Equal(1, controller.Replica("web-1").Id.Attempt);

        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(2, controller.Replica("web-1").Id.Attempt);
        Assert.Equal("unhealthy after 2 failed probes: Connection refused", (await controller.RecordAsync("web")).Current(1)!.Cause!.Message);
    }

    [Fact]
    public async Task What_must_hold_is_not_ready_before_it_has_held()
    {
        await using var controller = await TestController.StartAsync();
        await controller.RegisterAsync(Web("""{"path": "/ready", "minHealthySeconds": 5, "periodSeconds": 30}"""));
        await controller.StartAsync("web", 1);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(4.9));
        Assert.Equal(ReplicaPhase.Starting, controller.Replica("web-1").Phase);

        await controller.AdvanceAsync(TimeSpan.FromSeconds(0.2));

        Assert.Equal(ReplicaPhase.Ready, controller.Replica("web-1").Phase);
    }

    [Fact]
    public async Task A_check_that_alerts_is_told_once_when_it_fails_and_once_when_it_passes_again_and_the_replica_stays_in_traffic()
    {
        await using var controller = await DeployAsync(Quick("/ready"), Quick("/disk", "alert"));
        controller.Probe.Fail("web-1/disk", "disk full");
        await controller.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((1, 1), (controller.App("web").HealthyReplicas, controller.Engine.CountOf(EngineCall.Create)));
        Assert.Equal("disk full", controller.Replica("web-1").LastError);
        var alert = Assert.Single(controller.Store.Events, e => e.Reason == "HealthAlert");
        Assert.Equal((EventLevel.Warning, "Container web-1 is unhealthy after 2 failed probes: disk full"), (alert.Level, alert.Message));

        controller.Probe.Recover("web-1/disk");
        await controller.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Single(controller.Store.Events, e => e.Reason == "HealthAlertOver");
        Assert.Null(controller.Replica("web-1").LastError);
    }

    [Fact]
    public async Task A_check_that_stops_stops_the_application_for_good_with_its_reason()
    {
        await using var controller = await DeployAsync(Quick("/ready"), Quick("/licence", "stop"));
        controller.Probe.Fail("web-1/licence", "licence expired");
        await controller.AdvanceAsync(TimeSpan.FromMinutes(5));
        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(5));

        var app = controller.App("web");
        Assert.Equal((AppStatus.Stopped, "web-1: unhealthy after 2 failed probes: licence expired"), (app.Status, app.StatusReason));
        Assert.Equal(FailureKind.Unhealthy, app.StopCause!.Kind);
        Assert.Empty(controller.Engine.Containers);
        Assert.Equal(EventLevel.Error, Assert.Single(controller.Store.Events, e => e.Reason == "StoppedUnhealthy").Level);

        controller.Probe.Recover("web-1/licence");
        (await controller.StartAsync("web")).Granted();
        await controller.HealthyAsync("web", 1);
        Assert.Equal(("", null), (controller.App("web").StatusReason, controller.App("web").StopCause));
    }

    [Fact]
    public async Task Who_waits_for_an_application_that_its_check_stops_is_told_why()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-1", "no licence");
        await controller.RegisterAsync(Web(Quick("/licence", "stop")));
        var started = controller.StartAsync("web", 1, wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("no licence", (await started).Refused(RefusalKind.EngineFailed).Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_that_could_not_be_written_is_asked_for_again()
    {
        await using var controller = await DeployAsync(Quick("/ready"), Quick("/licence", "stop"));
        controller.Journal.Failure = new StoreException("The database is away.");
        controller.Probe.Fail("web-1/licence");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Single(controller.RunningContainers());

        controller.Journal.Failure = null;
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(AppStatus.Stopped, controller.App("web").Status);
        Assert.Empty(controller.Engine.Containers);
    }

    [Fact]
    public async Task Each_check_has_a_count_and_a_period_of_its_own()
    {
        await using var controller = await DeployAsync(
            """{"path": "/slow", "periodSeconds": 60, "initialDelaySeconds": 0}""", """{"path": "/fast", "periodSeconds": 5, "initialDelaySeconds": 0, "failureThreshold": 4}""");
        var asked = controller.Probe.Asked.Count;
        await controller.AdvanceAsync(TimeSpan.FromSeconds(60));
        var paths = controller.Probe.Asked.Skip(asked).CountBy(a => a.Check.Path).ToDictionary();
        Assert.Equal((1, 12), (paths["/slow"], paths["/fast"]));

        controller.Probe.Fail("web-1/fast");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Equal((3, 1), (controller.Replica("web-1").ConsecutiveFailures, controller.Replica("web-1").Id.Attempt));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(2, controller.Replica("web-1").Id.Attempt);
    }

    [Fact]
    public async Task A_probe_by_request_asks_all_checks_and_passes_when_all_do()
    {
        await using var controller = await DeployAsync(Quick("/ready"), Quick("/disk", "alert"));
        Assert.Equal(1, (await CheckAsync(controller)).Healthy);

        controller.Probe.Fail("web-1/disk");

        Assert.Equal((1, 0, 1), await CheckAsync(controller) is { } found ? (found.Checked, found.Healthy, found.Unhealthy) : default);
    }

    [Fact]
    public async Task Checks_that_change_are_probed_at_once_and_need_no_new_container()
    {
        await using var controller = await DeployAsync(Quick("/ready"));
        controller.Probe.Fail("web-1/new");

        await controller.RegisterAsync(Web(Quick("/ready"), """{"path": "/new", "initialDelaySeconds": 0, "failureThreshold": 1}"""));
        await controller.AdvanceAsync(TimeSpan.FromMilliseconds(10));
        await controller.AdvanceUntilAsync(() => controller.Replica("web-1").Id.Attempt >= 2);
        await controller.RegisterAsync(Web());
        await controller.AdvanceUntilAsync(() => controller.App("web").HealthyReplicas == 1 && controller.App("web").Replicas.Length == 1);

        Assert.Null(controller.Replica("web-1").LastCheck);
    }

    [Fact]
    public async Task A_failing_check_that_is_to_replace_from_now_on_begins_to_count_anew()
    {
        await using var controller = await DeployAsync(Quick("/ready"), Quick("/disk", "alert"));
        controller.Probe.Fail("web-1/disk");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));

        await controller.RegisterAsync(Web(Quick("/ready"), Quick("/disk")));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_replica_that_was_ready_stays_so_under_the_next_controller_whatever_its_alerts()
    {
        await using var controller = await DeployAsync(Quick("/ready"), Quick("/disk", "alert"));
        controller.Probe.Fail("web-1/disk");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));
        var before = controller.Published.Count;

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.All(controller.Published.Skip(before), s => Assert.Equal(1, s.HealthyReplicas));
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task Restarts_are_forgiven_in_what_is_shown_once_the_replica_has_been_well_for_a_minute_also_over_a_change_of_leader()
    {
        await using var controller = await DeployAsync(Quick("/ready"));
        controller.Engine.Crash("default.web-1-1");
        await controller.HealthyAsync("web", 1);
        Assert.Equal(1, controller.Replica("web-1").RestartsAt(controller.Clock.GetUtcNow()));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(40));
        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(1, controller.Replica("web-1").RestartsAt(controller.Clock.GetUtcNow()));

        await controller.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, controller.Replica("web-1").RestartsAt(controller.Clock.GetUtcNow()));
    }

    private static Task<HealthChecked> CheckAsync(TestController controller) => GrantedAsync(
        controller.Orchestrator.CheckHealthAsync(AppName.Parse("web"), CancellationToken.None));

    private static async Task<HealthChecked> GrantedAsync(Task<Outcome<HealthChecked>> asked) => (await asked.WaitAsync(TestController.Guard)).Granted();

    private static string Quick(string path, string onFailure = "restart") =>
        $$"""{"path": "{{path}}", "onFailure": "{{onFailure}}", "initialDelaySeconds": 0, "periodSeconds": 5, "failureThreshold": 2}""";

    private static AppBuilder Web(params string[] checks) => An.App("web").WithHealthChecks($"[{string.Join(",", checks)}]");

    private static async Task<TestController> DeployAsync(params string[] checks)
    {
        var controller = await TestController.StartAsync();
        await controller.DeployAsync(Web(checks));
        return controller;
    }
}
