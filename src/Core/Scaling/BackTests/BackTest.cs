using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Scaling.BackTests;

/// <summary>
/// Replays recorded samples through <see cref="Autoscaler.Decide"/> under another policy. The model of what the recorded load would have done to another
/// number of replicas is a simple one, and all that the result says rests on it:
/// <list type="bullet">
/// <item>Requests per second and connections of the application stay as recorded and spread evenly over the healthy replicas.</item>
/// <item>A replica's processor and memory use is the recorded one, times the replicas healthy then, by those healthy in the model. So memory that
/// a replica needs without any load is overrated when replicas go and underrated when they come.</item>
/// <item>Latency stays as recorded, whatever the number of replicas. What the recorded replicas could not bear, such as a processor at its limit, hides the load
/// that was not served; so a policy is judged best by samples of replicas that were not overloaded.</item>
/// <item>New replicas are healthy after <see cref="BackTestOptions.ReadyAfter"/> and stay so; those that leave leave at once.</item>
/// <item>Requests that meet no replica are held and wake the application at the next decision.</item>
/// </list>
/// </summary>
public static class BackTest
{
    /// <summary>The most samples.</summary>
    public const int MaxSamples = 100_000;

    /// <summary>The most decisions.</summary>
    public const int MaxDecisions = 100_000;

    /// <summary>How often samples may be looked at, each by every decision in whose window it lies: seconds of a processor, whatever is asked.</summary>
    public const int MaxWork = 50_000_000;

    /// <summary>What judging a schedule costs, in looks at samples.</summary>
    private const int WorkOfSchedule = 40;

    /// <summary>Runs a policy over samples, oldest first; or <see cref="RefusalKind.ValidationFailed"/>.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="samples">The samples as they were recorded, each later than the one before.</param>
    /// <param name="replicas">Replicas at the start, all healthy.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Ends it early, by an <see cref="OperationCanceledException"/>.</param>
    public static Outcome<BackTestResult> Run(
        ScalingPolicy policy, IReadOnlyList<MetricSample> samples, int replicas, BackTestOptions options, CancellationToken cancellationToken) =>
        Judge([policy], samples, replicas, options) is { } refusal
            ? refusal
            : new BackTestRun(policy, samples, replicas, options).Run(cancellationToken);

    /// <summary>Runs two policies over the same samples.</summary>
    public static Outcome<BackTestComparison> Compare(
        ScalingPolicy current,
        ScalingPolicy proposed,
        IReadOnlyList<MetricSample> samples,
        int replicas,
        BackTestOptions options,
        CancellationToken cancellationToken) =>
        Judge([current, proposed], samples, replicas, options) is { } refusal
            ? refusal
            : new BackTestComparison(
                new BackTestRun(current, samples, replicas, options).Run(cancellationToken),
                new BackTestRun(proposed, samples, replicas, options).Run(cancellationToken));

    private static Refusal? Judge(ReadOnlySpan<ScalingPolicy> policies, IReadOnlyList<MetricSample> samples, int replicas, BackTestOptions options)
    {
        var violations = new List<Violation>();
        CheckTime("check_interval_seconds", options.CheckInterval, 1, ScalingRanges.DaySeconds);
        CheckTime("collection_interval_seconds", options.CollectionInterval, 1, ScalingRanges.DaySeconds);
        CheckTime("ready_after_seconds", options.ReadyAfter, 0, 3600);
        CheckTime("flap_within_seconds", options.FlapWithin, 0, ScalingRanges.DaySeconds);
        if (replicas is < 0 or > ScalingPolicy.ReplicaCeiling)
        {
            violations.Add(new Violation("replicas", $"must be an integer from 0 to {ScalingPolicy.ReplicaCeiling}, not the number {replicas}"));
        }

        if (SamplesProblem(samples) is { } problem)
        {
            violations.Add(problem);
        }
        else if (violations.Count == 0 && CostProblem(policies, samples, options) is { } cost)
        {
            violations.Add(cost);
        }

        return violations.Count == 0 ? null : Refusal.Of(RefusalKind.ValidationFailed, violations);

        void CheckTime(string field, TimeSpan value, int least, int most)
        {
            if (value < TimeSpan.FromSeconds(least) || value > TimeSpan.FromSeconds(most))
            {
                violations.Add(new Violation(field, $"must be from {least} to {most}"));
            }
        }
    }

    private static Violation? CostProblem(ReadOnlySpan<ScalingPolicy> policies, IReadOnlyList<MetricSample> samples, BackTestOptions options)
    {
        var period = samples[^1].At - samples[0].At;
        var decisions = period / options.CheckInterval;
        if (decisions >= MaxDecisions)
        {
            return new Violation(
                "check_interval_seconds",
                $"makes more than {MaxDecisions} decisions of {period:d' days 'hh':'mm':'ss}; use a longer one, or a shorter period");
        }

        foreach (var policy in policies)
        {
            var looks = samples.Count * ((SampleWindow.Length(policy, options.CollectionInterval) / options.CheckInterval) + 1);
            if (looks + (decisions * policy.Schedules.Count * WorkOfSchedule) > MaxWork)
            {
                return new Violation(
                    "check_interval_seconds",
                    $"is too short for {samples.Count} samples, a window of {policy.WindowSeconds} s and {policy.Schedules.Count} schedules; "
                    + "use a longer one, or a shorter period");
            }
        }

        return null;
    }

    private static Violation? SamplesProblem(IReadOnlyList<MetricSample> samples)
    {
        if (samples.Count is 0 or > MaxSamples)
        {
            return new Violation("samples", $"must be 1 to {MaxSamples}, not {samples.Count}");
        }

        for (var i = 1; i < samples.Count; i++)
        {
            if (samples[i].At <= samples[i - 1].At)
            {
                return new Violation($"samples[{i}]", "must be later than the one before");
            }
        }

        return null;
    }
}
