using Orchestry.Core.Health;

namespace Orchestry.Core.Tests.Health;

public sealed class HealthChecksTests
{
    private static readonly HealthCheckSpec Readiness = new();
    private static readonly HealthCheckSpec Liveness = new() { IsReadiness = false };
    private static readonly HealthCheckSpec Alert = new() { IsReadiness = false, OnFailure = HealthCheckFailure.Alert };
    private static readonly HealthCheckSpec Stop = new() { IsReadiness = false, OnFailure = HealthCheckFailure.Stop };
    private static readonly CheckRecord Healthy = Record(HealthVerdict.Healthy, successes: 1);
    private static readonly CheckRecord Failing = Record(HealthVerdict.Unhealthy, failures: 3);
    private static readonly CheckRecord Unknown = CheckRecord.None;

    [Fact]
    public void A_replica_without_checks_is_healthy_while_it_runs() => Assert.Equal(HealthVerdict.Healthy, Of());

    [Fact]
    public void All_checks_of_readiness_must_pass()
    {
        Assert.Equal(HealthVerdict.Unknown, Of((Readiness, Healthy), (Readiness, Unknown)));
        Assert.Equal(HealthVerdict.Healthy, Of((Readiness, Healthy), (Readiness, Healthy)));
    }

    [Fact]
    public void Nobody_waits_for_a_check_that_is_not_of_readiness() =>
        Assert.Equal(HealthVerdict.Healthy, Of((Readiness, Healthy), (Liveness, Unknown), (Alert, Unknown), (Stop, Unknown)));

    [Fact]
    public void One_failing_check_that_replaces_is_enough()
    {
        Assert.Equal(HealthVerdict.Unhealthy, Of((Readiness, Healthy), (Liveness, Failing)));
        Assert.Equal(HealthVerdict.Unhealthy, Of((Readiness, Failing), (Liveness, Healthy)));
    }

    [Fact]
    public void A_failing_check_that_alerts_says_nothing_against_the_replica() =>
        Assert.Equal(HealthVerdict.Healthy, Of((Readiness, Healthy), (Alert, Failing)));

    [Fact]
    public void A_failing_check_that_stops_neither_replaces_nor_lets_in() =>
        Assert.Equal(HealthVerdict.Unknown, Of((Readiness, Healthy), (Stop, Failing)));

    [Theory]
    [InlineData(4, HealthVerdict.Unknown)]
    [InlineData(5, HealthVerdict.Healthy)]
    public void What_must_hold_counts_only_when_it_has_held(int heldSeconds, HealthVerdict expected)
    {
        var check = Readiness with { MinHealthy = TimeSpan.FromSeconds(5) };
        var record = new CheckRecord(new ProbeRecord(HealthVerdict.Healthy, 2, 0, TimeSpan.FromSeconds(10)));

        Assert.Equal(expected, HealthChecks.Verdict([check], [record], TimeSpan.FromSeconds(10 + heldSeconds)));
    }

    [Fact]
    public void A_failure_begins_the_time_that_must_hold_anew()
    {
        var check = Readiness with { MinHealthy = TimeSpan.FromSeconds(5), InitialDelay = TimeSpan.Zero };
        var record = Unknown;
        foreach (var (age, passes) in new[] { (1, true), (4, false), (5, true) })
        {
            record = record.After(check, passes ? ProbeOutcome.Pass(default) : ProbeOutcome.Fail(default, "no"), TimeSpan.FromSeconds(age), default);
        }

        Assert.Equal(HealthVerdict.Unknown, HealthChecks.Verdict([check], [record], TimeSpan.FromSeconds(9)));
        Assert.Equal(HealthVerdict.Healthy, HealthChecks.Verdict([check], [record], TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void The_probe_that_ends_the_time_that_must_hold_is_not_put_off()
    {
        var check = Readiness with { MinHealthy = TimeSpan.FromSeconds(5), Period = TimeSpan.FromSeconds(30) };
        var record = new CheckRecord(new ProbeRecord(HealthVerdict.Healthy, 1, 0, TimeSpan.FromSeconds(40)));

        Assert.Equal(TimeSpan.FromSeconds(3), HealthChecks.PauseBeforeNext(check, record, TimeSpan.FromSeconds(42)));
        Assert.Equal(TimeSpan.FromSeconds(30), HealthChecks.PauseBeforeNext(check, record, TimeSpan.FromSeconds(45)));
    }

    [Fact]
    public void The_figures_are_those_of_the_check_that_is_worst_off()
    {
        var worse = Failing with { ConsecutiveFailures = 4, Error = "refused" };

        Assert.Same(worse, HealthChecks.Worst([Healthy, Failing with { ConsecutiveFailures = 3 }, worse]));
        Assert.Same(Healthy, HealthChecks.Worst([Healthy, Healthy with { ResponseTimeMs = 5 }]));
        Assert.Null(HealthChecks.Worst([]));
    }

    private static CheckRecord Record(HealthVerdict verdict, int successes = 0, int failures = 0) => new(new ProbeRecord(verdict, successes, failures));

    private static HealthVerdict Of(params (HealthCheckSpec Check, CheckRecord Record)[] checks) =>
        HealthChecks.Verdict([.. checks.Select(c => c.Check)], [.. checks.Select(c => c.Record)], TimeSpan.FromMinutes(1));
}
