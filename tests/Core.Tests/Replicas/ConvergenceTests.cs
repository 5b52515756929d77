using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Replicas;

public sealed class ConvergenceTests
{
    private static readonly ReplicaFailure Crash = new(FailureKind.Crashed, "exited with code 1", 1);
    private static readonly ReplicaFailure NoImage = new(FailureKind.ImageUnavailable, "No such image: web:1.");

    [Fact]
    public void It_is_reached_when_every_wanted_replica_is_ready_and_nothing_else_is_left()
    {
        var reached = Of(Registered.App().WithReplicas(2).WithAttempt(1, 1).WithAttempt(2, 2), (1, ReplicaPhase.Ready), (2, ReplicaPhase.Ready));

        Assert.True(reached.IsReached);
        Assert.True(reached.IsSettled);
        Assert.Empty(reached.Missing);
        Assert.Null(reached.Trouble);
    }

    [Fact]
    public void A_stopped_application_is_reached_when_it_has_no_containers_left()
    {
        var stopped = Registered.App().WithReplicas(2).With(AppIntent.Stopped);

        Assert.True(Of(stopped).IsReached);
        Assert.Equal(["web-1: an earlier container is still there"], Of(stopped.WithAttempt(1, 1), (1, ReplicaPhase.Draining)).Missing.AsEnumerable());
    }

    [Fact]
    public void A_slot_without_an_attempt_is_not_begun()
    {
        var convergence = Of(Registered.App().WithReplicas(2).WithAttempt(1, 1), (1, ReplicaPhase.Ready));

        Assert.Equal(["web-2: not begun"], convergence.Missing.AsEnumerable());
        Assert.False(convergence.IsSettled);
    }

    [Theory]
    [InlineData(ReplicaPhase.Waiting, "waiting for its turn", false)]
    [InlineData(ReplicaPhase.Pulling, "pulling its image", false)]
    [InlineData(ReplicaPhase.Creating, "creating its container", false)]
    [InlineData(ReplicaPhase.Starting, "running, not healthy yet", true)]
    [InlineData(ReplicaPhase.Unready, "unhealthy", true)]
    [InlineData(ReplicaPhase.Draining, "stopping", false)]
    [InlineData(ReplicaPhase.Exited, "ended", false)]
    public void What_is_missing_says_where_the_replica_stands(ReplicaPhase phase, string where, bool isSettled)
    {
        var convergence = Of(Registered.App().WithReplicas(1).WithAttempt(1, 1), (1, phase));

        Assert.Equal([$"web-1: {where}"], convergence.Missing.AsEnumerable());
        Assert.Equal(isSettled, convergence.IsSettled);
        Assert.False(convergence.IsReached);
        Assert.Null(convergence.Trouble);
    }

    [Fact]
    public void A_replica_in_its_back_off_says_why_and_counts_as_settled()
    {
        var convergence = Of(Registered.App().WithReplicas(1).WithAttempt(1, 2, restarts: 2, cause: Crash), (2, ReplicaPhase.Waiting));

        Assert.Equal(["web-1: waiting for its next try (exited with code 1)"], convergence.Missing.AsEnumerable());
        Assert.True(convergence.IsSettled);
    }

    [Fact]
    public void A_ready_replica_of_an_earlier_specification_is_missing_until_it_is_replaced()
    {
        var convergence = Of(Registered.App().WithReplicas(1).RollingOutTo("web:2").WithAttempt(1, 1), (1, ReplicaPhase.Ready));

        Assert.Equal(["web-1: of an earlier specification"], convergence.Missing.AsEnumerable());
    }

    [Fact]
    public void A_dead_container_kept_for_its_log_does_not_stand_in_the_way()
    {
        var app = Registered.App().WithReplicas(1).WithAttempt(1, 1).WithAttempt(1, 2);

        Assert.True(Of(app, (1, ReplicaPhase.Exited), (2, ReplicaPhase.Ready)).IsReached);
        Assert.Equal(
            ["web-1: an earlier container is still there"], Of(app, (1, ReplicaPhase.Draining), (2, ReplicaPhase.Ready)).Missing.AsEnumerable());
    }

    [Fact]
    public void A_missing_image_is_trouble_from_the_first_failure_on()
    {
        var trouble = Of(Registered.App().WithReplicas(1).WithAttempt(1, 2, restarts: 1, cause: NoImage)).Trouble;

        Assert.Equal(new Trouble(FailureKind.ImageUnavailable, "web-1: No such image: web:1."), trouble);
    }

    [Fact]
    public void A_crash_is_trouble_once_it_is_a_crash_loop()
    {
        var app = Registered.App().WithReplicas(1);

        Assert.Null(Of(app.WithAttempt(1, 6, restarts: 5, cause: Crash)).Trouble);
        Assert.Equal(
            new Trouble(FailureKind.Crashed, "web-1: crash loop after 6 failures in a row; the last: exited with code 1"),
            Of(app.WithAttempt(1, 7, restarts: 6, cause: Crash)).Trouble);
    }

    [Fact]
    public void A_replica_that_became_ready_after_a_crash_loop_is_no_trouble() =>
        Assert.Null(Of(Registered.App().WithReplicas(1).WithAttempt(1, 7, restarts: 6, cause: Crash), (7, ReplicaPhase.Ready)).Trouble);

    private static Convergence Of(RegisteredApp app, params (int Attempt, ReplicaPhase Phase)[] observed) =>
        Convergence.Of(app.Record, observed.ToDictionary(o => o.Attempt, o => new AttemptState(o.Phase)));
}
