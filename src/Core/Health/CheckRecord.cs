namespace Orchestry.Core.Health;

/// <summary>One check of one attempt: its verdict, and the figures of its last probe.</summary>
/// <param name="Probes">What its probes have shown.</param>
/// <param name="LastCheck">When it was last probed; null: not yet.</param>
/// <param name="ConsecutiveFailures">Probes failed in a row, those of the initial delay included.</param>
/// <param name="ResponseTimeMs">How long its last probe took, in milliseconds; null when that failed.</param>
/// <param name="Error">What was wrong; null when nothing was.</param>
public sealed record CheckRecord(
    ProbeRecord Probes, DateTimeOffset? LastCheck = null, int ConsecutiveFailures = 0, double? ResponseTimeMs = null, string? Error = null)
{
    /// <summary>Before its first probe.</summary>
    public static CheckRecord None { get; } = new(ProbeRecord.None);

    /// <summary>The record after one more probe.</summary>
    /// <param name="check">The check.</param>
    /// <param name="outcome">What the probe found.</param>
    /// <param name="age">How long the container had run when it ended.</param>
    /// <param name="now">The time.</param>
    public CheckRecord After(HealthCheckSpec check, ProbeOutcome outcome, TimeSpan age, DateTimeOffset now) => new(
        HealthJudge.Next(check, Probes, outcome, age),
        now,
        outcome.Passed ? 0 : ConsecutiveFailures + 1,
        outcome.Passed ? Math.Round(outcome.Took.TotalMilliseconds, 1) : null,
        outcome.Error);
}
