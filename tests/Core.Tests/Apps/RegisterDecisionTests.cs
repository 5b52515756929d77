using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class RegisterDecisionTests
{
    private static readonly DateTimeOffset Now = RegisteredApp.Epoch.AddHours(1);

    [Fact]
    public void A_new_application_is_stopped_and_has_never_had_a_replica()
    {
        var app = Registered.App();

        var decision = AppDecisions.Create(app.Spec.Name, app.Spec, app.Document, Now);

        var record = decision.Record!;
        Assert.Equal((AppIntent.Stopped, 0, 1, Now, Now), (record.Intent, record.Replicas, record.NextAttempt, record.CreatedAt, record.UpdatedAt));
        Assert.Equal(new SpecRecord(1, app.Document), Assert.Single(record.Specs));
        var told = Assert.Single(decision.Events);
        Assert.Equal(("AppRegistered", "web", "Application registered with image web:1"), (told.Reason, told.Application, told.Message));
        Assert.Equal("""{"image":"web:1","spec_revision":1}""", told.Details);
    }

    [Fact]
    public void The_same_specification_again_is_refused_however_it_is_laid_out()
    {
        var app = Registered.App();
        var spaced = app.Document.Replace(":", " : ", StringComparison.Ordinal).Replace("web : 1", "web:1", StringComparison.Ordinal);

        var refusal = AppDecisions.Change(app.Record, app.Spec, app.Spec, spaced, Now).Refusal;

        Assert.Equal(RefusalKind.AppAlreadyExists, refusal?.Kind);
        Assert.Equal("Application 'web' is already registered with this specification; nothing was changed", refusal?.Details);
    }

    [Fact]
    public void An_application_that_is_being_removed_can_not_be_changed()
    {
        var app = Registered.App().With(AppIntent.Removing);
        var changed = app.WithImage("web:2");

        var refusal = AppDecisions.Change(app.Record, app.Spec, changed.Spec, changed.Document, Now).Refusal;

        Assert.Equal(RefusalKind.AppAlreadyExists, refusal?.Kind);
        Assert.Equal("Application 'web' is being removed; try again when it is gone", refusal?.Details);
    }

    [Fact]
    public void Another_image_is_a_new_revision_that_is_rolled_out_and_the_old_one_is_kept_while_it_is_in_use()
    {
        var app = Registered.App().WithReplicas(2).WithAttempt(1, 1).WithAttempt(2, 2);

        var decision = Change(app, app.WithImage("web:2"));

        Assert.Equal([1, 2], decision.Record!.Specs.Select(s => s.Revision));
        Assert.Equal([1, 1], decision.Record.Attempts.Select(a => a.SpecRevision));
        Assert.Equal((AppIntent.Running, 2), (decision.Record.Intent, decision.Record.Replicas));
        Assert.Equal("Specification changed; rolling out revision 2", Assert.Single(decision.Events).Message);
        Assert.Equal("""{"image":"web:2","spec_revision":2,"rollout":true}""", decision.Events[0].Details);
    }

    [Fact]
    public void A_stopped_application_keeps_only_the_new_specification_and_rolls_nothing_out()
    {
        var app = Registered.App();

        var decision = Change(app, app.WithImage("web:2"));

        Assert.Equal(2, Assert.Single(decision.Record!.Specs).Revision);
        Assert.Equal("Specification changed to revision 2", Assert.Single(decision.Events).Message);
    }

    [Fact]
    public void A_change_that_asks_for_the_same_containers_replaces_none()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1);

        var decision = Change(app, app.WithHealthPath("/healthz"));

        Assert.Equal(2, Assert.Single(decision.Record!.Attempts).SpecRevision);
        Assert.Equal("Specification changed to revision 2", Assert.Single(decision.Events).Message);
    }

    [Fact]
    public void A_change_of_probes_in_the_midst_of_a_rollout_does_not_end_the_rollout()
    {
        var app = Registered.App().WithReplicas(2).RollingOutTo("web:2").WithAttempt(1, 3, revision: 2).WithAttempt(2, 2);

        var decision = Change(app, app.WithHealthPath("/healthz"));

        Assert.Equal([(1, 3), (2, 1)], decision.Record!.Attempts.Select(a => (a.Slot, a.SpecRevision)));
        Assert.Equal([1, 3], decision.Record.Specs.Select(s => s.Revision));
    }

    [Fact]
    public void Narrower_bounds_move_the_number_of_replicas_into_them()
    {
        var app = Registered.App().WithScaling(1, 5).WithReplicas(5);

        var narrower = Change(app, app.WithScaling(1, 3)).Record!;
        var wider = Change(app, app.WithScaling(1, 9)).Record!;

        Assert.Equal((3, Now), (narrower.Replicas, narrower.LastScaledAt));
        Assert.Equal((5, null), (wider.Replicas, wider.LastScaledAt));
    }

    private static Decision Change(RegisteredApp from, RegisteredApp to) => AppDecisions.Change(from.Record, from.Spec, to.Spec, to.Document, Now);
}
