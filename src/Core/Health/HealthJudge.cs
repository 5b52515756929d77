namespace Orchestry.Core.Health;

/// <summary>What a probe found.</summary>
/// <param name="Passed">Whether the replica answered as expected.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Error">What was wrong; null when it passed.</param>
public sealed record ProbeOutcome(bool Passed, TimeSpan Took, string? Error)
{
    /// <summary>A passed probe.</summary>
    public static ProbeOutcome Pass(TimeSpan took) => new(true, took, null);

    /// <summary>A failed probe.</summary>
    public static ProbeOutcome Fail(TimeSpan took, string error) => new(false, took, error);
}

/// <summary>What the probes of one attempt have shown so far.</summary>
/// <param name="Verdict">Healthy or not, or not known yet.</param>
/// <param name="Successes">Probes passed in a row.</param>
/// <param name="Failures">Probes failed in a row, those forgiven in the initial delay left out.</param>
/// <param name="PassedSince">How long the container had run at the first of the probes passed in a row.</param>
public readonly record struct ProbeRecord(HealthVerdict Verdict, int Successes, int Failures, TimeSpan PassedSince = default)
{
    /// <summary>Before the first probe.</summary>
    public static ProbeRecord None => new(HealthVerdict.Unknown, 0, 0);
}

/// <summary>What a replica's probes say of it.</summary>
public enum HealthVerdict
{
    /// <summary>Not enough probes yet.</summary>
    Unknown,

    /// <summary>Ready for traffic.</summary>
    Healthy,

    /// <summary>To be replaced.</summary>
    Unhealthy,
}

/// <summary>Turns probes into a verdict.</summary>
public static class HealthJudge
{
    /// <summary>The record after one more probe.</summary>
    /// <param name="check">The application's health check.</param>
    /// <param name="record">The record before it.</param>
    /// <param name="outcome">What it found.</param>
    /// <param name="age">How long the container had run when the probe ended.</param>
    public static ProbeRecord Next(HealthCheckSpec check, ProbeRecord record, ProbeOutcome outcome, TimeSpan age)
    {
        if (outcome.Passed)
        {
            var successes = record.Successes + 1;
            var verdict = successes >= check.SuccessThreshold ? HealthVerdict.Healthy : record.Verdict;
            return new ProbeRecord(verdict, successes, 0, successes == 1 ? age : record.PassedSince);
        }

        // The delay forgives a replica that has not been ready yet; one that was ready has no excuse left.
        if (record.Verdict == HealthVerdict.Unknown && age < check.InitialDelay)
        {
            return record with { Successes = 0, PassedSince = default };
        }

        var failures = record.Failures + 1;
        return new ProbeRecord(failures >= check.FailureThreshold ? HealthVerdict.Unhealthy : record.Verdict, 0, failures);
    }

    /// <summary>
    /// The pause before the next probe. A young replica is asked often, so that it gets traffic as soon as it can take it; from then on, and
    /// when its initial delay is over, the period of the specification holds.
    /// </summary>
    /// <param name="check">The application's health check.</param>
    /// <param name="record">The record so far.</param>
    /// <param name="age">How long the container has run.</param>
    public static TimeSpan PauseBeforeNext(HealthCheckSpec check, ProbeRecord record, TimeSpan age)
    {
        if (record.Verdict != HealthVerdict.Unknown || age >= check.InitialDelay)
        {
            return check.Period;
        }

        // A tenth of its age keeps the delay in noticing readiness below 10 %, within 5 ms (a connection refused costs little) and 1 s.
        var pause = TimeSpan.FromMilliseconds(Math.Clamp(age.TotalMilliseconds / 10, 5, 1000));
        return pause < check.Period ? pause : check.Period;
    }
}
