namespace Orchestry.Core.Health;

/// <summary>Judges a replica by all of its checks. Each keeps its own count; the lists have the same order.</summary>
public static class HealthChecks
{
    /// <summary>What all checks together say of the replica.</summary>
    /// <param name="checks">The checks of its specification; none: healthy.</param>
    /// <param name="records">What each of them has found.</param>
    /// <param name="age">How long the container has run.</param>
    /// <returns>
    /// Unhealthy when one fails whose failure is mended by a replacement; healthy when those of readiness have passed for long enough and none that
    /// stops the application fails; else not known, which changes nothing about a replica that is in traffic.
    /// </returns>
    public static HealthVerdict Verdict(IReadOnlyList<HealthCheckSpec> checks, IReadOnlyList<CheckRecord> records, TimeSpan age)
    {
        var isReady = true;
        for (var i = 0; i < checks.Count; i++)
        {
            var isFailing = IsFailing(records[i]);
            if (isFailing && checks[i].OnFailure == HealthCheckFailure.Restart)
            {
                return HealthVerdict.Unhealthy;
            }

            isReady &= !(isFailing && checks[i].OnFailure == HealthCheckFailure.Stop) && (!checks[i].IsReadiness || HasHeld(checks[i], records[i], age));
        }

        return isReady ? HealthVerdict.Healthy : HealthVerdict.Unknown;
    }

    /// <summary>Whether it has failed as often as its threshold says.</summary>
    public static bool IsFailing(CheckRecord record) => record.Probes.Verdict == HealthVerdict.Unhealthy;

    /// <summary>The check that is worst off: with the most failures in a row, the first of several. Null without checks.</summary>
    public static CheckRecord? Worst(IEnumerable<CheckRecord> records) => records.MaxBy(r => r.ConsecutiveFailures);

    /// <summary>The pause before a check's next probe: as its own judge says, and no longer than until it has passed for as long as it must.</summary>
    /// <param name="check">The check.</param>
    /// <param name="record">What it has found.</param>
    /// <param name="age">How long the container has run.</param>
    public static TimeSpan PauseBeforeNext(HealthCheckSpec check, CheckRecord record, TimeSpan age)
    {
        var pause = HealthJudge.PauseBeforeNext(check, record.Probes, age);
        var held = record.Probes is { Verdict: HealthVerdict.Healthy, Successes: > 0 } ? check.MinHealthy - (age - record.Probes.PassedSince) : TimeSpan.Zero;
        return held > TimeSpan.Zero && held < pause ? held : pause;
    }

    private static bool HasHeld(HealthCheckSpec check, CheckRecord record, TimeSpan age) =>
        record.Probes.Verdict == HealthVerdict.Healthy
        && (check.MinHealthy == TimeSpan.Zero || (record.Probes.Successes > 0 && age - record.Probes.PassedSince >= check.MinHealthy));
}
