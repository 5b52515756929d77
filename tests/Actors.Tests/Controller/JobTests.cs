using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Controller;

[Collection(nameof(ControllerSuite))]
public sealed class JobTests
{
    private static readonly AppBuilder Job = An.App("job").AsJob().WithImage("job:1");

    [Fact]
    public async Task A_job_that_ends_with_0_has_completed_and_is_shown_as_stopped_with_its_container_still_there()
    {
        await using var controller = await BeginAsync(code: 0);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal((AppStatus.Running, 1, null), (controller.App("job").Status, controller.App("job").DesiredReplicas, controller.App("job").JobOutcome));

        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));

        var job = controller.App("job");
        Assert.Equal((AppStatus.Stopped, "completed (exit code 0)", 0), (job.Status, job.StatusReason, job.DesiredReplicas));
        Assert.Equal(new JobOutcome(true, 0, "completed (exit code 0)"), job.JobOutcome);
        Assert.Null(controller.Replica("job-1").LastError);
        Assert.Equal(ContainerState.Exited, Assert.Single(controller.Engine.Containers).State);
        Assert.Equal((EventLevel.Info, 0), EndOf(controller, "JobCompleted"));
    }

    [Fact]
    public async Task A_job_that_ends_with_another_code_has_failed_and_is_not_tried_again()
    {
        await using var controller = await BeginAsync(code: 3);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(30));

        var job = controller.App("job");
        Assert.Equal((AppStatus.Error, "failed: exited with code 3"), (job.Status, job.StatusReason));
        Assert.Equal((false, 3), (job.JobOutcome!.IsCompleted, job.JobOutcome.ExitCode));
        Assert.Equal((FailureKind.Crashed, 3), (controller.Replica("job-1").Failure!.Kind, controller.Replica("job-1").Failure!.ExitCode));
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
        Assert.Equal((EventLevel.Error, 3), EndOf(controller, "JobFailed"));
    }

    [Theory]
    [InlineData(0, "completed (exit code 0)")]
    [InlineData(7, "failed: exited with code 7")]
    public async Task How_it_ended_while_no_controller_ran_is_found_out_by_the_next_one(int code, string reason)
    {
        await using var controller = await BeginAsync(code);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        await controller.KillAsync();
        controller.Engine.Crash("default.job-1-1", code);

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));
        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(reason, controller.App("job").StatusReason);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_job_goes_on_under_the_next_controller()
    {
        await using var controller = await BeginAsync(code: 0);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(AppStatus.Running, controller.App("job").Status);

        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("completed (exit code 0)", controller.App("job").StatusReason);
        Assert.Equal(1, Assert.Single(controller.Engine.Containers).Starts);
    }

    [Fact]
    public async Task An_end_that_no_event_told_of_is_looked_up_with_its_exit_code()
    {
        await using var controller = await BeginAsync(code: 0);
        controller.Engine.GoAway();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        controller.Engine.ComeBack(stoppedContainers: true);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("failed: killed by signal 9", controller.App("job").StatusReason);
        Assert.Equal(137, controller.App("job").JobOutcome!.ExitCode);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_job_whose_container_somebody_removed_while_nobody_looked_has_failed_and_is_not_run_again()
    {
        await using var controller = await BeginAsync(code: 0);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        await controller.KillAsync();
        controller.Engine.RemoveBehindOurBack("default.job-1-1");

        await controller.RestartControllerAsync();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));

        var job = controller.App("job");
        Assert.Equal((AppStatus.Error, "failed: its container is gone; whether it finished is not known"), (job.Status, job.StatusReason));
        Assert.Null(job.JobOutcome!.ExitCode);
        Assert.Empty(controller.Engine.Containers);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_job_that_may_have_run_although_its_start_was_not_answered_is_not_made_again_when_it_is_not_found()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("job:1", ContainerBehaviour.Exits(TimeSpan.FromSeconds(1), 0));
        var gate = controller.Engine.HoldAnswers(EngineCall.Start);
        await controller.RegisterAsync(Job);
        await controller.StartAsync("job");
        await controller.UntilAsync(() => gate.Waiting == 1);
        controller.Engine.GoAway();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
        controller.Engine.RemoveBehindOurBack("default.job-1-1");
        gate.Release();
        controller.Engine.ComeBack();

        await controller.AdvanceUntilAsync(() => controller.App("job").JobOutcome is not null);
        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal($"failed: {JobOutcome.Lost}", controller.App("job").StatusReason);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
    }

    [Fact]
    public async Task A_job_that_could_not_start_ran_nothing_and_is_tried_again()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("job:1", ContainerBehaviour.CannotStart);
        await controller.RegisterAsync(Job);
        var started = controller.StartAsync("job", wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(10));
        (await started.WaitAsync(TestController.Guard)).Refused(RefusalKind.EngineFailed);
        Assert.Equal((AppStatus.Error, null), (controller.App("job").Status, controller.App("job").JobOutcome));

        controller.Engine.AddImage("job:1", ContainerBehaviour.Exits(TimeSpan.FromSeconds(1), 0));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("completed (exit code 0)", controller.App("job").StatusReason);
    }

    [Fact]
    public async Task A_start_that_waits_is_answered_when_the_job_has_ended()
    {
        await using var controller = await TestController.StartAsync();
        controller.Engine.AddImage("job:1", ContainerBehaviour.Exits(TimeSpan.FromSeconds(20), 0));
        await controller.RegisterAsync(Job);
        var started = controller.StartAsync("job", wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.False(started.IsCompleted);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, (await started).Granted().Replicas);

        controller.Engine.AddImage("job:1", ContainerBehaviour.Exits(TimeSpan.FromSeconds(20), 4));
        started = controller.StartAsync("job", wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Contains("failed: exited with code 4", (await started).Refused(RefusalKind.EngineFailed).Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starting_it_again_runs_it_again_and_starting_it_while_it_runs_does_nothing()
    {
        await using var controller = await BeginAsync(code: 0);
        (await controller.StartAsync("job")).Granted();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));

        (await controller.StartAsync("job")).Granted();
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal((AppStatus.Running, null), (controller.App("job").Status, controller.App("job").JobOutcome));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("completed (exit code 0)", controller.App("job").StatusReason);
        Assert.Equal(["default.job-1-2"], controller.Engine.Containers.Select(c => c.Name));
    }

    [Fact]
    public async Task A_job_that_is_stopped_and_started_runs_anew()
    {
        await using var controller = await BeginAsync(code: 0);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(5));
        (await controller.StopAsync("job")).Granted();
        Assert.Equal((AppStatus.Stopped, null), (controller.App("job").Status, controller.App("job").JobOutcome));

        (await controller.StartAsync("job")).Granted();
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("completed (exit code 0)", controller.App("job").StatusReason);
    }

    [Fact]
    public async Task A_changed_job_runs_anew_and_is_never_gone_back_from()
    {
        await using var controller = await BeginAsync(code: 0);
        controller.Engine.AddImage("job:2", ContainerBehaviour.Exits(TimeSpan.FromSeconds(1), 9));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        await controller.RegisterAsync(Job.WithImage("job:2").WithRolloutDeadline(5));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal("failed: exited with code 9", controller.App("job").StatusReason);
        Assert.Equal(2, controller.Engine.CountOf(EngineCall.Create));
        Assert.Equal(["default.job-1-2"], controller.Engine.Containers.Select(c => c.Name));
    }

    [Fact]
    public async Task A_changed_job_waits_until_the_former_one_has_gone()
    {
        await using var controller = await BeginAsync(code: 0);
        controller.Engine.AddImage("job:2", ContainerBehaviour.Exits(TimeSpan.FromSeconds(1), 0));
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
        var gate = controller.Engine.Gate(EngineCall.Stop);

        await controller.RegisterAsync(Job.WithImage("job:2"));
        await controller.UntilAsync(() => gate.Waiting == 1);
        Assert.Equal(1, controller.Engine.CountOf(EngineCall.Create));
        gate.Release();
        await controller.AdvanceUntilAsync(() => controller.App("job").JobOutcome is not null && controller.Engine.Containers.Count == 1);

        Assert.Equal("completed (exit code 0)", controller.App("job").StatusReason);
        Assert.Equal(["default.job-1-2"], controller.Engine.Containers.Select(c => c.Name));
    }

    [Fact]
    public async Task A_job_is_one_container_whoever_asks_for_more()
    {
        await using var controller = await BeginAsync(code: 0);

        var refusal = (await controller.ScaleAsync("job", 2)).Refused(RefusalKind.ValidationFailed);
        Assert.Equal("replicas: must be 1, not 2: 'job' is a job, which runs once", refusal.Details);
        (await controller.StartAsync("job", 3)).Refused(RefusalKind.ValidationFailed);
        var policy = (await controller.SetPolicyAsync("job", new() { Mode = Core.Scaling.ScalingMode.Auto, MaxReplicas = 4 })).Refused(RefusalKind.ValidationFailed);
        Assert.Equal(["mode", "max_replicas"], policy.Violations.Select(v => v.Field));
    }

    [Fact]
    public async Task What_becomes_a_job_keeps_one_replica_at_most()
    {
        await using var controller = await BeginAsync(code: 0);
        await controller.DeployAsync(An.App("web").AsWorker().WithReplicas(3));

        await controller.RegisterAsync(An.App("web").AsJob().WithImage("job:1"));
        await controller.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("completed (exit code 0)", controller.App("web").StatusReason);
        Assert.Equal(1, (await controller.RecordAsync("web")).Replicas);
    }

    private static async Task<TestController> BeginAsync(int code)
    {
        var controller = await TestController.StartAsync();
        controller.Engine.AddImage("job:1", ContainerBehaviour.Exits(TimeSpan.FromSeconds(20), code));
        await controller.RegisterAsync(Job);
        (await controller.StartAsync("job")).Granted();
        await controller.UntilAsync(() => controller.RunningContainers().Any());
        return controller;
    }

    private static (EventLevel Level, int ExitCode) EndOf(TestController controller, string reason)
    {
        var told = Assert.Single(controller.Store.Events, e => e.Reason == reason);
        return (told.Level, JsonNode.Parse(told.Details!)!["exit_code"]!.GetValue<int>());
    }
}
