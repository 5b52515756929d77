using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class ScaleDecisionTests
{
    private static readonly DateTimeOffset Now = RegisteredApp.Epoch.AddHours(1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void The_first_start_gives_an_application_as_many_replicas_as_its_policy_asks_for_at_least(int min, int replicas)
    {
        var decision = Start(Registered.App().WithScaling(min, 5), null);

        Assert.Equal((AppIntent.Running, replicas, Now), (decision.Record!.Intent, decision.Record.Replicas, decision.Record.LastScaledAt));
        Assert.Equal("AppStarted", Assert.Single(decision.Events).Reason);
    }

    [Fact]
    public void A_later_start_gives_it_as_many_as_it_last_had() =>
        Assert.Equal(4, Start(Registered.App().WithReplicas(4).With(AppIntent.Stopped), null).Record!.Replicas);

    [Fact]
    public void A_start_may_say_how_many()
    {
        var decision = Start(Registered.App(), 3);

        Assert.Equal(3, decision.Record!.Replicas);
        Assert.Equal("Started with 3 replicas", decision.Events[0].Message);
        Assert.Equal("""{"previous_replicas":0,"new_replicas":3,"trigger":"request"}""", decision.Events[0].Details);
    }

    [Fact]
    public void A_start_takes_back_an_earlier_kill() =>
        Assert.False(AppDecisions.Start(
            Registered.App().With(AppIntent.Stopped).Record with { Force = true }, Registered.App().Spec.Scaling, StartOf(null), Now).Record!.Force);

    [Fact]
    public void Starting_what_runs_as_asked_changes_nothing()
    {
        var app = Registered.App().WithReplicas(2).WithAttempt(1, 1).WithAttempt(2, 2);

        var decision = Start(app, null);

        Assert.Empty(decision.Events);
        Assert.Equal(2, decision.Record!.Replicas);
    }

    [Fact]
    public void Starting_a_running_application_gives_its_failed_replicas_a_new_chance_at_once()
    {
        var cause = new ReplicaFailure(FailureKind.Crashed, "exited with code 1", 1);
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 7, restarts: 6, cause: cause, notBefore: Now.AddMinutes(5));

        var attempt = Assert.Single(Start(app, null).Record!.Attempts);

        Assert.Equal((0, Now, null), (attempt.Restarts, attempt.NotBefore, attempt.Cause));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void A_number_outside_of_the_policys_bounds_is_refused_with_the_way_out(int replicas)
    {
        var refusal = Start(Registered.App().WithScaling(1, 5), replicas).Refusal!;

        Assert.Equal(RefusalKind.ValidationFailed, refusal.Kind);
        Assert.Equal(
            new Violation(
                "replicas",
                $"{replicas} is outside of scaling.minReplicas 1 and scaling.maxReplicas 5 of 'web'; change its specification, or set scaling.mode to manual"),
            Assert.Single(refusal.Violations));
        Assert.Equal(refusal, Scale(Registered.App().WithScaling(1, 5).WithReplicas(2), replicas).Refusal, SameText);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    public void Even_people_may_have_only_so_many(int replicas) =>
        Assert.Equal($"replicas: {replicas} is not between 0 and 100", Scale(Registered.App().WithManualScaling().WithReplicas(2), replicas).Refusal?.Details);

    [Fact]
    public void People_may_scale_to_none() =>
        Assert.Equal(0, Scale(Registered.App().WithManualScaling().WithReplicas(2), 0).Record!.Desired);

    [Fact]
    public void A_change_of_the_number_is_told_with_both_numbers()
    {
        var decision = Scale(Registered.App().WithReplicas(3), 1);

        Assert.Equal((1, Now, Now), (decision.Record!.Replicas, decision.Record.UpdatedAt, decision.Record.LastScaledAt));
        Assert.Equal("Scaled from 3 to 1 replica by request", Assert.Single(decision.Events).Message);
    }

    [Fact]
    public void The_same_number_again_changes_nothing() => Assert.Empty(Scale(Registered.App().WithReplicas(3), 3).Events);

    [Fact]
    public void A_stopped_application_is_started_not_scaled()
    {
        var refusal = Scale(Registered.App(), 2).Refusal!;

        Assert.Equal((RefusalKind.ValidationFailed, "Application 'web' is stopped; start it before scaling it"), (refusal.Kind, refusal.Details));
        Assert.Equal("replicas", Assert.Single(refusal.Violations).Field);
    }

    [Fact]
    public void What_is_being_removed_no_longer_exists_to_whoever_starts_or_scales_it()
    {
        var leaving = Registered.App().With(AppIntent.Removing);

        Assert.All([Start(leaving, null), Scale(leaving, 2)], decision =>
        {
            Assert.Equal(RefusalKind.AppNotFound, decision.Refusal?.Kind);
            Assert.Equal("Application 'web' does not exist", decision.Refusal?.Details);
        });
    }

    private static bool SameText(Refusal? one, Refusal? other) => (one?.Kind, one?.Details) == (other?.Kind, other?.Details);

    private static Decision Start(RegisteredApp app, int? replicas) => AppDecisions.Start(app.Record, app.Spec.Scaling, StartOf(replicas), Now);

    private static Decision Scale(RegisteredApp app, int replicas) =>
        AppDecisions.Scale(app.Record, app.Spec.Scaling, new ScaleRequest(replicas, Wait: false, TimeSpan.Zero), Now);

    private static StartRequest StartOf(int? replicas) => new(replicas, Wait: false, TimeSpan.Zero);
}
