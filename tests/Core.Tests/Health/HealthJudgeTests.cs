using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Health;

namespace Orchestry.Core.Tests.Health;

public sealed class HealthJudgeTests
{
    private static readonly HealthCheckSpec Check = new()
    {
        InitialDelay = TimeSpan.FromSeconds(30),
        Period = TimeSpan.FromSeconds(10),
        FailureThreshold = 3,
        SuccessThreshold = 2,
    };

    private static readonly ProbeRecord Healthy = new(HealthVerdict.Healthy, 2, 0);

    [Fact]
    public void So_many_successes_in_a_row_as_the_threshold_asks_make_a_replica_healthy()
    {
        Assert.Equal(HealthVerdict.Unknown, After("+", age: 1).Verdict);
        Assert.Equal(HealthVerdict.Healthy, After("++", age: 1).Verdict);
        Assert.Equal(HealthVerdict.Unknown, After("+-+", age: 1).Verdict);
    }

    [Fact]
    public void Failures_within_the_initial_delay_are_forgiven_a_replica_that_was_never_ready()
    {
        Assert.Equal(ProbeRecord.None, After("-----", age: 29));
        Assert.Equal(HealthVerdict.Unhealthy, After("---", age: 30).Verdict);
    }

    [Fact]
    public void A_replica_that_was_ready_is_not_forgiven_however_young_it_is() =>
        Assert.Equal(HealthVerdict.Unhealthy, After("---", age: 5, Healthy).Verdict);

    [Fact]
    public void Fewer_failures_in_a_row_than_the_threshold_change_nothing()
    {
        Assert.Equal(new ProbeRecord(HealthVerdict.Healthy, 0, 2), After("--", age: 60, Healthy));
        Assert.Equal(HealthVerdict.Healthy, After("--+--+--", age: 60, Healthy).Verdict);
    }

    [Fact]
    public void An_unhealthy_replica_that_passes_again_is_healthy_again_after_as_many_successes()
    {
        var ill = new ProbeRecord(HealthVerdict.Unhealthy, 0, 3);

        Assert.Equal(HealthVerdict.Unhealthy, After("+", age: 60, ill).Verdict);
        Assert.Equal(HealthVerdict.Healthy, After("++", age: 60, ill).Verdict);
    }

    [Fact]
    public void Without_an_initial_delay_the_first_failure_counts() =>
        Assert.Equal(1, HealthJudge.Next(Check with { InitialDelay = TimeSpan.Zero }, ProbeRecord.None, Fail, TimeSpan.Zero).Failures);

    [Fact]
    public void The_verdict_is_what_the_last_runs_of_probes_say() => Prop.ForAll(
        Gen.Elements(true, false).ListOf().ToArbitrary(),
        probes =>
        {
            var record = probes.Aggregate(
                ProbeRecord.None, (r, passed) => HealthJudge.Next(Check, r, passed ? Pass : Fail, TimeSpan.FromMinutes(1)));
            return record.Verdict == Expected(probes) && (record.Successes == 0 || record.Failures == 0);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 5)]
    [InlineData(20, 5)]
    [InlineData(200, 20)]
    [InlineData(5_000, 500)]
    [InlineData(29_000, 1_000)]
    [InlineData(30_000, 10_000)]
    public void A_young_replica_is_asked_again_after_a_tenth_of_its_age_and_later_in_its_period(int ageMs, int pauseMs) =>
        Assert.Equal(TimeSpan.FromMilliseconds(pauseMs), HealthJudge.PauseBeforeNext(Check, ProbeRecord.None, TimeSpan.FromMilliseconds(ageMs)));

    [Fact]
    public void Once_there_is_a_verdict_the_period_holds() =>
        Assert.Equal(Check.Period, HealthJudge.PauseBeforeNext(Check, Healthy, TimeSpan.FromSeconds(1)));

    [Fact]
    public void A_period_shorter_than_the_young_pause_holds_at_any_age()
    {
        var impatient = Check with { Period = TimeSpan.FromMilliseconds(1) };

        Assert.Equal(impatient.Period, HealthJudge.PauseBeforeNext(impatient, ProbeRecord.None, TimeSpan.FromSeconds(20)));
    }

    private static ProbeOutcome Pass => ProbeOutcome.Pass(TimeSpan.FromMilliseconds(3));

    private static ProbeOutcome Fail => ProbeOutcome.Fail(TimeSpan.FromMilliseconds(3), "refused");

    private static ProbeRecord After(string probes, int age, ProbeRecord? before = null) => probes.Aggregate(
        before ?? ProbeRecord.None, (record, probe) => HealthJudge.Next(Check, record, probe == '+' ? Pass : Fail, TimeSpan.FromSeconds(age)));

    /// <summary>The definition read backwards: whichever run, of two successes or of three failures, was complete last.</summary>
    private static HealthVerdict Expected(IReadOnlyList<bool> probes)
    {
        for (var end = probes.Count; end > 0; end--)
        {
            if (end >= 2 && probes[end - 1] && probes[end - 2])
            {
                return HealthVerdict.Healthy;
            }

            if (end >= 3 && !probes[end - 1] && !probes[end - 2] && !probes[end - 3])
            {
                return HealthVerdict.Unhealthy;
            }
        }

        return HealthVerdict.Unknown;
    }
}
