using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Apps;
using Orchestry.Core.Deployments;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Deployments;

public sealed class DeploymentJudgeTests
{
    private static readonly AppSnapshot Wanted = ShownApp.Of("web");
    private static readonly AppSnapshot Serving = Wanted.With(1, 1, new ContainerId("c1"));

    [Fact]
    public void What_has_no_replica_ready_is_being_created()
    {
        Assert.Equal(DeploymentStatus.Creating, DeploymentJudge.Of(Wanted));
        Assert.Equal(DeploymentStatus.Creating, DeploymentJudge.Of(Wanted.With(1, 1, new ContainerId("c1"), ReplicaPhase.Starting)));
        Assert.Equal(DeploymentStatus.Creating, DeploymentJudge.Of(Wanted with { Intent = AppIntent.Stopped, Status = AppStatus.Stopped, DesiredReplicas = 0 }));
    }

    [Fact]
    public void What_serves_runs_and_so_does_what_is_wanted_with_nothing() =>
        Assert.All([Serving, Wanted with { DesiredReplicas = 0 }], app => Assert.Equal(DeploymentStatus.Running, DeploymentJudge.Of(app)));

    [Theory]
    [InlineData(FailureKind.Crashed, DeploymentStatus.CrashLoopBackOff)]
    [InlineData(FailureKind.Unhealthy, DeploymentStatus.CrashLoopBackOff)]
    [InlineData(FailureKind.Vanished, DeploymentStatus.CrashLoopBackOff)]
    [InlineData(FailureKind.ImageUnavailable, DeploymentStatus.ImagePullBackOff)]
    [InlineData(FailureKind.CannotStart, DeploymentStatus.CreateContainerError)]
    [InlineData(FailureKind.ConfigMissing, DeploymentStatus.ConfigError)]
    [InlineData(FailureKind.InsufficientResources, DeploymentStatus.InsufficientResources)]
    public void What_can_not_come_true_says_why_even_while_older_replicas_serve(FailureKind trouble, DeploymentStatus status) => Assert.All(
        [Wanted, Serving], app => Assert.Equal(status, DeploymentJudge.Of(app with { Status = AppStatus.Error, Trouble = trouble })));

    [Fact]
    public void A_job_that_has_run_is_completed_or_failed_by_its_exit_code()
    {
        Assert.Equal(DeploymentStatus.Completed, DeploymentJudge.Of(Wanted with { JobOutcome = new JobOutcome(true, 0, "") }));
        Assert.Equal(DeploymentStatus.Failed, DeploymentJudge.Of(Wanted with { JobOutcome = new JobOutcome(false, 3, ""), Status = AppStatus.Error }));
        Assert.Equal(DeploymentStatus.Failed, DeploymentJudge.Of(Wanted with { JobOutcome = new JobOutcome(false, null, "") }));
    }

    [Fact]
    public void What_was_stopped_is_completed_and_what_a_check_stopped_has_failed()
    {
        var stopped = Serving.Without(1) with { Intent = AppIntent.Stopped, Status = AppStatus.Stopped, DesiredReplicas = 0 };
        Assert.Equal(DeploymentStatus.Completed, DeploymentJudge.Of(stopped));
        Assert.Equal(DeploymentStatus.Failed, DeploymentJudge.Of(stopped with { StopCause = new ReplicaFailure(FailureKind.Unhealthy, "its check failed") }));
    }

    [Fact]
    public void What_is_being_removed_is_deleted_whatever_else_it_is() => Assert.Equal(
        DeploymentStatus.Deleted,
        DeploymentJudge.Of(Serving with { Intent = AppIntent.Removing, Trouble = FailureKind.Crashed, JobOutcome = new JobOutcome(true, 0, "") }));

    [Fact]
    public void Every_application_has_a_state_and_only_one_with_a_trouble_or_an_error_has_one_of_the_reasoned_ones() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(AppIntent Intent, AppStatus Status, FailureKind? Trouble)>(),
            ArbMap.Default.ArbFor<(ReplicaPhase Phase, byte Desired, bool HasRun, bool IsStoppedByCheck)>(),
            (of, has) =>
            {
                var app = Wanted.With(1, 1, new ContainerId("c1"), has.Phase) with
                {
                    Intent = of.Intent,
                    Status = of.Status,
                    Trouble = of.Trouble,
                    DesiredReplicas = has.Desired,
                    JobOutcome = has.HasRun ? new JobOutcome(false, 1, "") : null,
                    StopCause = has.IsStoppedByCheck ? new ReplicaFailure(FailureKind.Unhealthy, "") : null,
                };

                var status = DeploymentJudge.Of(app);

                return Enum.IsDefined(status)
                    && (status < DeploymentStatus.CrashLoopBackOff || of.Trouble is not null || of.Status == AppStatus.Error)
                    && (status == DeploymentStatus.Deleted) == (of.Intent == AppIntent.Removing);
            }).QuickCheckThrowOnFailure();
}
