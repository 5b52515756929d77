using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Replicas;

public sealed class JobPlannerTests
{
    private static readonly DateTimeOffset Now = RegisteredApp.Epoch.AddHours(1);
    private static readonly RegisteredApp Job = Registered.App().AsJob().WithReplicas(1);
    private static readonly RegisteredApp Begun = Job.WithAttempt(1, 1);
    private static readonly AttemptState Running = new(ReplicaPhase.Ready);

    [Fact]
    public void A_job_is_run_in_slot_1() => Assert.Equal([(1, 1)], Plan(Job.Record).Start.Select(s => (s.Slot, s.Attempt)));

    [Fact]
    public void While_it_runs_nothing_is_to_be_done() => Assert.True(Plan(Begun.Record, (1, Running)).IsEmpty);

    [Theory]
    [InlineData(FailureKind.Crashed, 0)]
    [InlineData(FailureKind.Crashed, 3)]
    [InlineData(FailureKind.Crashed, null)]
    [InlineData(FailureKind.Vanished, null)]
    public void Once_it_has_run_it_is_not_run_again_however_it_ended(FailureKind kind, int? exitCode)
    {
        Assert.True(Plan(Begun.Record, (1, Ended(kind, exitCode))).IsEmpty);
        Assert.True(Plan(Begun.Record, (1, Ended(kind, exitCode) with { Phase = ReplicaPhase.Gone })).IsEmpty);
    }

    [Theory]
    [InlineData(FailureKind.ImageUnavailable)]
    [InlineData(FailureKind.CannotStart)]
    [InlineData(FailureKind.InsufficientResources)]
    [InlineData(FailureKind.ConfigMissing)]
    public void What_never_ran_is_tried_again_after_the_usual_pause(FailureKind kind)
    {
        var next = Assert.Single(Plan(Begun.Record, (1, Ended(kind))).Start);

        Assert.Equal((2, 1, Now.AddSeconds(1)), (next.Attempt, next.Restarts, next.NotBefore));
    }

    [Fact]
    public void A_changed_job_runs_anew_and_the_log_of_the_last_run_stays_until_it_runs()
    {
        var changed = Begun.RollingOutTo("web:2");

        Assert.Equal(2, Assert.Single(Plan(changed.Record, (1, Ended(FailureKind.Crashed, 0))).Start).SpecRevision);
        var second = changed.WithAttempt(1, 2, revision: 2);
        Assert.Empty(Plan(second.Record, (1, Ended(FailureKind.Crashed, 0)), (2, new AttemptState(ReplicaPhase.Creating))).Clear);
        Assert.Equal([1], Plan(second.Record, (1, Ended(FailureKind.Crashed, 0)), (2, Running)).Clear.ToArray());
        Assert.Equal([1], Plan(second.Record, (1, Ended(FailureKind.Crashed, 0)), (2, Ended(FailureKind.Crashed, 0))).Clear.ToArray());
    }

    [Fact]
    public void A_job_that_still_runs_is_stopped_before_the_changed_one_is_made()
    {
        var changed = Begun.RollingOutTo("web:2").Record;

        var first = Plan(changed, (1, Running));
        Assert.Equal([1], first.Retire.ToArray());
        Assert.Empty(first.Start);
        Assert.True(Plan(changed, (1, new AttemptState(ReplicaPhase.Draining))).IsEmpty);
        Assert.Single(Plan(changed, (1, new AttemptState(ReplicaPhase.Gone))).Start);
    }

    [Fact]
    public void A_run_that_is_asked_for_again_is_a_run_of_its_own()
    {
        var again = Begun.Record with { FirstOfRun = 2 };

        Assert.Equal(2, Assert.Single(Plan(again, (1, Ended(FailureKind.Crashed, 0))).Start).Attempt);
    }

    [Fact]
    public void Nothing_is_decided_against_a_job_that_an_earlier_controller_began_before_it_was_looked_at() =>
        Assert.True(Plan(Begun.RollingOutTo("web:2").Record, (1, new AttemptState(ReplicaPhase.Starting, MayServe: true))).IsEmpty);

    [Fact]
    public void Completed_is_what_is_wanted_of_it()
    {
        Assert.Equal((true, true), Reached(Ended(FailureKind.Crashed, 0)));
        Assert.Equal((false, true), Reached(Running));
        Assert.Equal("web-1: running", Assert.Single(Of(Running).Missing));
        Assert.Null(Of(Running).Trouble);

        (bool, bool) Reached(AttemptState state) => (Of(state).IsReached, Of(state).IsSettled);
    }

    [Fact]
    public void Any_other_end_is_a_trouble()
    {
        Assert.Equal(new Trouble(FailureKind.Crashed, "web-1: failed: exited with code 3"), Of(Ended(FailureKind.Crashed, 3)).Trouble);
        Assert.False(Of(Ended(FailureKind.Crashed, 3)).IsReached);
    }

    [Fact]
    public void An_exclusive_replica_that_fell_ill_is_gone_before_its_successor_is_made()
    {
        var app = Registered.App().WithHostPort(8080).WithReplicas(1).WithAttempt(1, 1);
        var ill = new AttemptState(ReplicaPhase.Unready, Failure: new ReplicaFailure(FailureKind.Unhealthy, "refused"));

        var plan = Plan(app.Record, (1, ill));
        Assert.Equal([1], plan.Retire.ToArray());
        Assert.Empty(plan.Start);
        Assert.True(Plan(app.Record, (1, ill with { Phase = ReplicaPhase.Draining })).IsEmpty);
        Assert.Equal(1, Assert.Single(Plan(app.Record, (1, ill with { Phase = ReplicaPhase.Gone })).Start).Restarts);
    }

    [Fact]
    public void The_port_of_a_dead_container_is_free() => Assert.Equal(
        Now, Assert.Single(Plan(Registered.App().WithHostPort(8080).WithReplicas(1).WithAttempt(1, 1).Record, (1, Ended(FailureKind.Crashed, 1))).Start).NotBefore);

    [Fact]
    public void Whatever_runs_in_a_slot_makes_room_for_a_specification_that_publishes_a_port()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1).RollingOutTo("web:2").WithAttempt(1, 2, revision: 2)
            .RollingOutTo("web:3").WithHostPort(8080);

        var plan = Plan(app.Record, (1, Running), (2, new AttemptState(ReplicaPhase.Starting)));

        Assert.Equal([1, 2], plan.Retire.Order());
        Assert.Empty(plan.Start);
    }

    private static AttemptState Ended(FailureKind kind, int? exitCode = null) =>
        new(ReplicaPhase.Exited, Failure: new ReplicaFailure(kind, exitCode is null ? "it ended" : $"exited with code {exitCode}", exitCode));

    private static Convergence Of(AttemptState state) =>
        Convergence.Of(Begun.Record, new Dictionary<int, AttemptState> { [1] = state }, RunPolicy.Of(Begun.Spec));

    private static ReplicaPlan Plan(AppRecord record, params (int Attempt, AttemptState State)[] observed) => ReplicaPlanner.Plan(
        record,
        observed.ToDictionary(o => o.Attempt, o => o.State),
        "local",
        Now,
        () => 0.5,
        RunPolicy.Of(AppSpecParser.Parse(record.CurrentSpec.Document, SpecDefaults.Standard).Spec!));
}
