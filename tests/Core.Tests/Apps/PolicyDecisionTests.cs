using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class PolicyDecisionTests
{
    private static readonly DateTimeOffset Now = RegisteredApp.Epoch.AddHours(1);

    [Fact]
    public void A_change_keeps_what_it_does_not_name_and_is_told_with_both_values()
    {
        var app = Registered.App().WithScaling(1, 5).WithReplicas(2);

        var decision = Set(app, new ScalingPolicyPatch { MaxReplicas = 10, Mode = ScalingMode.Auto });

        Assert.Equal(app.Spec.Scaling with { MaxReplicas = 10 }, decision.Record!.ScalingOverride);
        Assert.Equal((2, null, Now), (decision.Record.Replicas, decision.Record.LastScaledAt, decision.Record.UpdatedAt));
        var told = Assert.Single(decision.Events);
        Assert.Equal((EventType.Config, "ScalingPolicyChanged", "Scaling policy changed by request: max_replicas"), (told.Type, told.Reason, told.Message));
        Assert.Equal("""{"previous":{"max_replicas":5},"new":{"max_replicas":10}}""", told.Details);
    }

    [Fact]
    public void A_second_change_is_one_of_the_first()
    {
        var app = Registered.App().WithScaling(1, 5).WithReplicas(2);
        var once = Set(app, new ScalingPolicyPatch { MaxReplicas = 10 }).Record!;

        var twice = AppDecisions.SetPolicy(once, app.Spec, new ScalingPolicyPatch { Mode = ScalingMode.Manual }, Now).Record!;

        Assert.Equal(app.Spec.Scaling with { MaxReplicas = 10, Mode = ScalingMode.Manual }, twice.ScalingOverride);
    }

    [Theory]
    [InlineData(3, 4, 6, 4, "ScaledOut", "Scaled from 3 to 4 replicas because the policy asks for at least 4", "The policy asks for at least 4")]
    [InlineData(3, 1, 2, 2, "ScaledIn", "Scaled from 3 to 2 replicas because the policy allows at most 2", "The policy allows at most 2")]
    public void Bounds_that_exclude_the_number_there_is_move_it_at_once(
        int replicas, int min, int max, int expected, string reason, string message, string note)
    {
        var decision = Set(Registered.App().WithScaling(1, 5).WithReplicas(replicas), new ScalingPolicyPatch { MinReplicas = min, MaxReplicas = max });

        Assert.Equal((expected, Now), (decision.Record!.Replicas, decision.Record.LastScaledAt));
        Assert.Equal(new ScalingNote(Now, replicas, expected, note), decision.Record.LastScaling);
        Assert.Equal([(EventType.Config, "ScalingPolicyChanged"), (EventType.Scaling, reason)], decision.Events.Select(e => (e.Type, e.Reason)));
        Assert.Equal(message, decision.Events[1].Message);
    }

    [Fact]
    public void An_application_that_never_ran_gets_no_replicas_by_its_policy() =>
        Assert.Equal(0, Set(Registered.App().WithScaling(1, 5), new ScalingPolicyPatch { MinReplicas = 2 }).Record!.Replicas);

    [Fact]
    public void Manual_mode_leaves_the_number_alone() =>
        Assert.Equal(3, Set(Registered.App().WithScaling(1, 5).WithReplicas(3), new ScalingPolicyPatch { Mode = ScalingMode.Manual, MaxReplicas = 2 }).Record!.Replicas);

    [Fact]
    public void A_running_application_without_replicas_is_started_by_a_policy_that_asks_for_some() =>
        Assert.Equal(1, Set(Registered.App().WithScaling(0, 5).WithReplicas(0), new ScalingPolicyPatch { MinReplicas = 1 }).Record!.Replicas);

    [Fact]
    public void The_policy_in_force_again_changes_nothing() =>
        Assert.Empty(Set(Registered.App().WithScaling(1, 5).WithReplicas(2), new ScalingPolicyPatch { MaxReplicas = 5 }).Events);

    [Fact]
    public void A_policy_that_contradicts_itself_is_refused_by_its_fields()
    {
        var refusal = Set(Registered.App().WithScaling(2, 5).WithReplicas(2), new ScalingPolicyPatch { MaxReplicas = 1 }).Refusal!;

        Assert.Equal(RefusalKind.ValidationFailed, refusal.Kind);
        Assert.Equal("max_replicas: must be at least min_replicas (2, as it was), not 1", refusal.Details);
    }

    [Fact]
    public void What_is_being_removed_has_no_policy_to_change() =>
        Assert.Equal(RefusalKind.AppNotFound, Set(Registered.App().With(AppIntent.Removing), new ScalingPolicyPatch { MaxReplicas = 9 }).Refusal?.Kind);

    [Fact]
    public void People_are_held_to_the_policy_in_force_and_not_to_the_specifications()
    {
        var app = Registered.App().WithScaling(1, 5).WithReplicas(2);
        var record = Set(app, new ScalingPolicyPatch { MaxReplicas = 10 }).Record!;

        var decision = AppDecisions.Scale(record, record.PolicyOver(app.Spec), new ScaleRequest(9, false, TimeSpan.Zero), Now);

        Assert.Equal(9, decision.Record!.Replicas);
        Assert.Equal(new ScalingNote(Now, 2, 9, "Scaled by request"), decision.Record.LastScaling);
    }

    [Fact]
    public void A_schedule_in_force_sets_the_bounds_of_requests_as_well()
    {
        var policy = ScalingPolicy.Default with
        {
            Schedules = [new ScalingSchedule { Cron = CronExpression.TryParse("* * * * *", out var cron, out _) ? cron : null!, DurationSeconds = 3600, MinReplicas = 3 }],
        };

        var refusal = AppDecisions.Scale(Registered.App().WithReplicas(4).Record, policy, new ScaleRequest(2, false, TimeSpan.Zero), Now).Refusal!;

        Assert.StartsWith("replicas: 2 is outside of scaling.minReplicas 3 and scaling.maxReplicas 5", refusal.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_specification_with_the_same_scaling_keeps_the_policy()
    {
        var app = Registered.App().WithScaling(1, 5).WithReplicas(2);
        var record = Set(app, new ScalingPolicyPatch { MinReplicas = 2 }).Record!;

        var decision = Change(record, app, app.WithHealthPath("/healthz"));

        Assert.Equal(record.ScalingOverride, decision.Record!.ScalingOverride);
        Assert.Equal(["SpecChanged"], decision.Events.Select(e => e.Reason));
    }

    [Fact]
    public void Another_scaling_in_the_specification_ends_the_policy_and_says_so()
    {
        var app = Registered.App().WithScaling(1, 5).WithReplicas(4);
        var record = Set(app, new ScalingPolicyPatch { MinReplicas = 3 }).Record!;

        var decision = Change(record, app, app.WithScaling(1, 2));

        Assert.Null(decision.Record!.ScalingOverride);
        Assert.Equal(2, decision.Record.Replicas);
        Assert.Equal(["ScalingPolicyChanged", "ScaledIn", "SpecChanged"], decision.Events.Select(e => e.Reason));
        Assert.Equal("The specification's scaling section has changed: it is in force instead of the policy set by request", decision.Events[0].Message);
        Assert.Equal("""{"previous":{"min_replicas":3,"max_replicas":5},"new":{"min_replicas":1,"max_replicas":2}}""", decision.Events[0].Details);
    }

    [Fact]
    public void The_policy_is_stored_and_read_again()
    {
        var record = Set(Registered.App().WithScaling(1, 5).WithReplicas(2), new ScalingPolicyPatch
        {
            MinReplicas = 3,
            Schedules = [new ScheduleText { Cron = "0 8 * * 1-5", DurationSeconds = 3600, MinReplicas = 4, TimeZone = "UTC" }],
        }).Record!;

        var read = AppRecordJson.Read(AppRecordJson.Write(record));

        Assert.Equal((record.ScalingOverride, record.LastScaling), (read.ScalingOverride, read.LastScaling));
    }

    private static Decision Set(RegisteredApp app, ScalingPolicyPatch patch) => AppDecisions.SetPolicy(app.Record, app.Spec, patch, Now);

    private static Decision Change(AppRecord record, RegisteredApp from, RegisteredApp to) =>
        AppDecisions.Change(record, from.Spec, to.Spec, to.Document, Now);
}
