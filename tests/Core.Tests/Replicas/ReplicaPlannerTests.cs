using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Replicas;

public sealed class ReplicaPlannerTests
{
    private static readonly DateTimeOffset Now = RegisteredApp.Epoch.AddHours(1);
    private static readonly ReplicaFailure Crash = new(FailureKind.Crashed, "exited with code 1", 1);
    private static readonly AttemptState Ready = new(ReplicaPhase.Ready, TimeSpan.FromSeconds(5));
    private static readonly AttemptState Starting = new(ReplicaPhase.Starting);

    [Fact]
    public void A_fresh_application_gets_one_attempt_a_slot_numbered_from_one()
    {
        var plan = Plan(Registered.App().WithReplicas(3));

        Assert.Equal([(1, 1), (2, 2), (3, 3)], plan.Start.Select(s => (s.Slot, s.Attempt)));
        Assert.All(plan.Start, s => Assert.Equal((1, "local", 0, Now, null), (s.SpecRevision, s.Engine, s.Restarts, s.NotBefore, s.Cause)));
        Assert.True(plan.ChangesRecord);
    }

    [Fact]
    public void An_application_that_is_well_needs_nothing() =>
        Assert.True(Plan(Registered.App().WithReplicas(2).WithAttempt(1, 1).WithAttempt(2, 2), (1, Ready), (2, Ready)).IsEmpty);

    [Fact]
    public void An_attempt_nobody_has_seen_yet_is_waited_for() =>
        Assert.True(Plan(Registered.App().WithReplicas(1).WithAttempt(1, 1)).IsEmpty);

    [Fact]
    public void The_first_failure_is_replaced_at_once_and_told_as_the_cause()
    {
        var next = Assert.Single(Plan(Registered.App().WithReplicas(1).WithAttempt(1, 1), (1, Failed(Crash))).Start);

        Assert.Equal((2, 1, Now, Crash), (next.Attempt, next.Restarts, next.NotBefore, next.Cause));
    }

    [Fact]
    public void Later_failures_wait_for_their_back_off()
    {
        var next = Assert.Single(Plan(Registered.App().WithReplicas(1).WithAttempt(1, 4, restarts: 3), (4, Failed(Crash))).Start);

        Assert.Equal((4, Now.AddSeconds(4)), (next.Restarts, next.NotBefore));
    }

    [Fact]
    public void What_needs_a_person_is_not_tried_again_at_once()
    {
        var noImage = new ReplicaFailure(FailureKind.ImageUnavailable, "no such image");

        var next = Assert.Single(Plan(Registered.App().WithReplicas(1).WithAttempt(1, 1), (1, Failed(noImage))).Start);

        Assert.Equal((1, Now.AddSeconds(1)), (next.Restarts, next.NotBefore));
    }

    [Fact]
    public void A_replica_that_was_well_for_a_while_is_forgiven_its_past()
    {
        var state = new AttemptState(ReplicaPhase.Exited, RestartPolicy.HealthySpell, Crash);

        var next = Assert.Single(Plan(Registered.App().WithReplicas(1).WithAttempt(1, 6, restarts: 5), (6, state)).Start);

        Assert.Equal((1, Now), (next.Restarts, next.NotBefore));
    }

    [Fact]
    public void An_unhealthy_replica_gets_a_successor_first_and_is_retired_when_that_is_committed()
    {
        var ill = new AttemptState(ReplicaPhase.Unready, default, new ReplicaFailure(FailureKind.Unhealthy, "refused"));
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1);

        var first = Plan(app, (1, ill));
        var second = Plan(app.WithAttempt(1, 2), (1, ill));

        Assert.Equal((2, 0), (Assert.Single(first.Start).Attempt, first.Retire.Length));
        Assert.Equal([1], second.Retire.AsEnumerable());
    }

    [Fact]
    public void A_replica_that_leaves_while_it_is_wanted_again_is_replaced_without_being_blamed()
    {
        var next = Assert.Single(Plan(Registered.App().WithReplicas(1).WithAttempt(1, 1, restarts: 3), (1, new AttemptState(ReplicaPhase.Draining))).Start);

        Assert.Equal((0, Now, null), (next.Restarts, next.NotBefore, next.Cause));
    }

    [Fact]
    public void The_surplus_goes_from_the_highest_slot()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1).WithAttempt(2, 2).WithAttempt(3, 3);

        var plan = Plan(app, (1, Starting), (2, Ready), (3, Ready));

        Assert.Equal([2, 3], plan.Retire.AsEnumerable());
        Assert.Empty(plan.Start);
    }

    [Fact]
    public void A_stopped_application_retires_what_lives_clears_what_is_dead_and_forgets_what_is_gone()
    {
        var app = Registered.App().WithReplicas(3).With(AppIntent.Stopped).WithAttempt(1, 1).WithAttempt(2, 2).WithAttempt(3, 3);

        var plan = Plan(app, (1, Ready), (2, Failed(Crash)), (3, new AttemptState(ReplicaPhase.Gone)));

        Assert.Equal([1], plan.Retire.AsEnumerable());
        Assert.Equal([2], plan.Clear.AsEnumerable());
        Assert.Equal([3], plan.Forget.AsEnumerable());
    }

    [Fact]
    public void The_newest_dead_container_of_a_slot_is_kept_for_its_log_until_the_slot_is_well()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1).WithAttempt(1, 2, restarts: 1).WithAttempt(1, 3, restarts: 2);

        Assert.Equal([1], Plan(app, (1, Failed(Crash)), (2, Failed(Crash)), (3, Starting)).Clear.AsEnumerable());
        Assert.Equal([1, 2], Plan(app, (1, Failed(Crash)), (2, Failed(Crash)), (3, Ready)).Clear.AsEnumerable());
    }

    [Fact]
    public void The_last_attempt_of_a_wanted_slot_is_remembered_until_its_successor_is_decided()
    {
        var gone = new AttemptState(ReplicaPhase.Gone, default, Crash);

        Assert.Empty(Plan(Registered.App().WithReplicas(1).WithAttempt(1, 1), (1, gone)).Forget);
        Assert.Equal([1], Plan(Registered.App().WithReplicas(1).WithAttempt(1, 1).WithAttempt(1, 2, restarts: 1), (1, gone)).Forget.AsEnumerable());
    }

    [Fact]
    public void A_rollout_replaces_one_ready_replica_at_a_time()
    {
        var plan = Plan(Registered.App().WithReplicas(2).RollingOutTo("web:2").WithAttempt(1, 1).WithAttempt(2, 2), (1, Ready), (2, Ready));

        Assert.Equal((1, 3, 2), (Assert.Single(plan.Start).Slot, plan.Start[0].Attempt, plan.Start[0].SpecRevision));
        Assert.Empty(plan.Retire);
    }

    [Fact]
    public void A_rollout_keeps_the_old_replica_until_the_new_one_is_ready()
    {
        var app = Registered.App().WithReplicas(2).RollingOutTo("web:2").WithAttempt(1, 1).WithAttempt(2, 2).WithAttempt(1, 3, revision: 2);

        Assert.True(Plan(app, (1, Ready), (2, Ready), (3, Starting)).IsEmpty);
        var ready = Plan(app, (1, Ready), (2, Ready), (3, Ready));
        Assert.Equal([1], ready.Retire.AsEnumerable());
        Assert.Equal([2], ready.Start.Select(s => s.Slot));
    }

    [Fact]
    public void A_rollout_does_not_wait_for_a_replica_that_serves_nobody()
    {
        var plan = Plan(Registered.App().WithReplicas(2).RollingOutTo("web:2").WithAttempt(1, 1).WithAttempt(2, 2, restarts: 5), (1, Starting), (2, Failed(Crash)));

        Assert.Equal([(1, 0), (2, 0)], plan.Start.Select(s => (s.Slot, s.Restarts)));
    }

    [Fact]
    public void A_rollout_to_a_specification_that_crashes_goes_no_further()
    {
        var app = Registered.App().WithReplicas(2).RollingOutTo("web:2").WithAttempt(1, 1).WithAttempt(2, 2).WithAttempt(1, 3, revision: 2);

        var plan = Plan(app, (1, Ready), (2, Ready), (3, Failed(Crash)));

        Assert.Equal((1, 1), (Assert.Single(plan.Start).Slot, plan.Start[0].Restarts));
        Assert.Empty(plan.Retire);
    }

    [Fact]
    public void Only_the_newest_ready_predecessor_stands_in_for_a_replica_that_is_not_ready_yet()
    {
        var app = Registered.App().WithReplicas(1).RollingOutTo("web:2").WithAttempt(1, 1).WithAttempt(1, 2, revision: 2).WithAttempt(1, 3, revision: 2);

        Assert.Equal([1], Plan(app, (1, Ready), (2, Ready), (3, Starting)).Retire.AsEnumerable());
    }

    private static ReplicaPlan Plan(RegisteredApp app, params (int Attempt, AttemptState State)[] observed) =>
        ReplicaPlanner.Plan(app.Record, observed.ToDictionary(o => o.Attempt, o => o.State), "local", Now, () => 0.5);

    private static AttemptState Failed(ReplicaFailure failure) => new(ReplicaPhase.Exited, default, failure);
}
