using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class DeployDecisionTests
{
    private static readonly DateTimeOffset Now = RegisteredApp.Epoch.AddHours(1);

    [Fact]
    public void What_there_is_not_yet_is_created_and_started_in_one_go()
    {
        var app = Registered.App().WithManualScaling();

        var decision = AppDecisions.Deploy(app.Spec.Name, null, null, app.Spec, app.Document, new DeployRequest(3), Now);

        var record = decision.Record!;
        Assert.Equal((AppIntent.Running, 3, 1, Now, Now), (record.Intent, record.Replicas, record.Specs.Length, record.CreatedAt, record.LastScaledAt));
        Assert.Equal(["AppRegistered", "AppStarted"], decision.Events.Select(e => e.Reason));
    }

    [Fact]
    public void The_same_again_changes_nothing_and_gives_no_failed_replica_a_new_chance()
    {
        var app = Registered.App().WithManualScaling().WithReplicas(2).WithAttempt(1, 1, restarts: 6, notBefore: Now.AddMinutes(5));

        var decision = Deploy(app, app, new DeployRequest(2));

        Assert.Empty(decision.Events);
        Assert.Equal((IEnumerable<Core.Replicas.ReplicaRecord>)app.Record.Attempts, decision.Record!.Attempts);
        Assert.Equal(RegisteredApp.Epoch, decision.Record.UpdatedAt);
    }

    [Fact]
    public void Asked_with_force_failed_replicas_get_a_new_chance()
    {
        var app = Registered.App().WithManualScaling().WithReplicas(1).WithAttempt(1, 1, restarts: 6, notBefore: Now.AddMinutes(5));

        var attempt = Assert.Single(Deploy(app, app, new DeployRequest(1, Force: true)).Record!.Attempts);

        Assert.Equal((0, Now), (attempt.Restarts, attempt.NotBefore));
    }

    [Fact]
    public void A_changed_specification_rolls_out_and_a_changed_number_of_replicas_goes_with_it()
    {
        var app = Registered.App().WithManualScaling().WithReplicas(2).WithAttempt(1, 1).WithAttempt(2, 2);

        var decision = Deploy(app, app.WithImage("web:2"), new DeployRequest(3));

        Assert.Equal([1, 2], decision.Record!.Specs.Select(s => s.Revision));
        Assert.Equal((1, 2), (decision.Record.Rollout!.From, decision.Record.Rollout.To));
        Assert.Equal(3, decision.Record.Replicas);
        Assert.Equal(["SpecChanged", "AppScaled"], decision.Events.Select(e => e.Reason));
    }

    [Fact]
    public void A_changed_number_alone_only_scales()
    {
        var app = Registered.App().WithManualScaling().WithReplicas(2);

        var decision = Deploy(app, app, new DeployRequest(5));

        Assert.Equal((5, 1), (decision.Record!.Replicas, decision.Record.Specs.Length));
        Assert.Equal(["AppScaled"], decision.Events.Select(e => e.Reason));
    }

    [Fact]
    public void A_stopped_one_is_started()
    {
        var app = Registered.App().WithManualScaling().WithReplicas(2).With(AppIntent.Stopped);

        var decision = Deploy(app, app, new DeployRequest(2));

        Assert.Equal(AppIntent.Running, decision.Record!.Intent);
        Assert.Equal(["AppStarted"], decision.Events.Select(e => e.Reason));
    }

    [Fact]
    public void Whoever_only_wants_to_create_is_refused_when_there_is_one()
    {
        var app = Registered.App().WithReplicas(1);

        var refusal = Deploy(app, app.WithImage("web:2"), new DeployRequest(1, CreateOnly: true)).Refusal;

        Assert.Equal((RefusalKind.AppAlreadyExists, "'web' exists already; nothing was changed"), (refusal!.Kind, refusal.Details));
    }

    [Fact]
    public void What_is_being_removed_is_gone_first()
    {
        var app = Registered.App().With(AppIntent.Removing);

        var refusal = Deploy(app, app, new DeployRequest(1)).Refusal;

        Assert.Equal((RefusalKind.AppAlreadyExists, "'web' is being removed; try again when it is gone"), (refusal!.Kind, refusal.Details));
    }

    [Fact]
    public void A_job_that_has_run_runs_again_when_its_specification_has_changed_or_somebody_insists()
    {
        var app = Registered.App().AsJob().WithReplicas(1).WithAttempt(1, 1);
        var completed = new JobOutcome(true, 0, "completed (exit code 0)");

        var same = Deploy(app, app, new DeployRequest(1), completed);
        var forced = Deploy(app, app, new DeployRequest(1, Force: true), completed);
        var changed = Deploy(app, app.WithImage("web:2"), new DeployRequest(1), completed);

        Assert.Empty(same.Events);
        Assert.Equal(2, forced.Record!.FirstOfRun);
        Assert.Equal((2, 0), (changed.Record!.CurrentSpec.Revision, changed.Record.FirstOfRun));
    }

    [Fact]
    public void The_number_that_the_controller_chooses_stays_its_own()
    {
        var app = Registered.App().WithManualScaling().WithReplicas(4);
        var record = app.Record with { ScalingOverride = app.Spec.Scaling with { Mode = ScalingMode.Auto, MinReplicas = 1, MaxReplicas = 9 } };

        var decision = AppDecisions.Deploy(app.Spec.Name, record, app.Spec, app.Spec, app.Document, new DeployRequest(2), Now);

        Assert.Equal((4, 0), (decision.Record!.Replicas, decision.Events.Length));
    }

    [Fact]
    public void Deploying_twice_is_deploying_once() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Before, byte After)>(),
            ArbMap.Default.ArbFor<(bool IsStopped, bool ChangesImage)>(),
            (replicas, how) =>
            {
                var app = Registered.App().WithManualScaling().WithReplicas(replicas.Before % 100).With(how.IsStopped ? AppIntent.Stopped : AppIntent.Running);
                var wanted = how.ChangesImage ? app.WithImage("web:2") : app;
                var request = new DeployRequest(replicas.After % 100);
                var once = Deploy(app, wanted, request).Record!;

                var twice = AppDecisions.Deploy(app.Spec.Name, once, wanted.Spec, wanted.Spec, wanted.Document, request, Now.AddHours(1));

                return twice.Events.IsEmpty && ReferenceEquals(twice.Record, once)
                    && once.Replicas == request.Replicas && once.Intent == AppIntent.Running;
            }).QuickCheckThrowOnFailure();

    private static Decision Deploy(RegisteredApp from, RegisteredApp to, DeployRequest request, JobOutcome? job = null) =>
        AppDecisions.Deploy(from.Spec.Name, from.Record, from.Spec, to.Spec, to.Document, request, Now, job);
}
