using System.Text.Json.Serialization;

namespace Orchestry.Core.Replicas;

/// <summary>
/// One attempt as it was last seen, in its stored form: with the record, all that its picture follows from, on every node and for whoever leads
/// next. What the record knows already (its specification, its restarts) is not in it.
/// </summary>
/// <param name="Slot">The slot it fills.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Phase">Where it stood.</param>
/// <param name="Container">Its container's engine id; null before it had one.</param>
/// <param name="Address">Its address on the application network; null before it had one.</param>
/// <param name="StartedAt">When its container started.</param>
/// <param name="Error">What its last failed probe, start or pull said; null when all was well.</param>
/// <param name="Failure">Why it ended, or is about to be replaced.</param>
/// <param name="LastCheck">When it was last probed.</param>
/// <param name="Failures">Probes failed in a row.</param>
/// <param name="ResponseTimeMs">How long its last successful probe took, in milliseconds.</param>
/// <param name="ReadySince">Since when it was ready without a break; null while it was not.</param>
public sealed record ObservedReplica(
    int Slot,
    int Attempt,
    ReplicaPhase Phase,
    string? Container,
    string? Address,
    DateTimeOffset? StartedAt,
    string? Error,
    ReplicaFailure? Failure = null,
    DateTimeOffset? LastCheck = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Failures = 0,
    double? ResponseTimeMs = null,
    DateTimeOffset? ReadySince = null)
{
    /// <summary>Why it ended: an end without a cause, as earlier versions stored it, counts as a crash, so that its slot backs off.</summary>
    [JsonIgnore]
    public ReplicaFailure? Cause => Failure ?? (Phase == ReplicaPhase.Exited
        ? new ReplicaFailure(FailureKind.Crashed, Error ?? "its main process ended")
        : null);

    /// <summary>The stored form of an attempt's snapshot.</summary>
    /// <param name="seen">The attempt as it is known.</param>
    /// <param name="failure">Why it ended, or is about to be replaced.</param>
    public static ObservedReplica Of(ReplicaSnapshot seen, ReplicaFailure? failure) => new(
        seen.Id.Slot, seen.Id.Attempt, seen.Phase, seen.Container?.Value, seen.Address, seen.StartedAt, seen.LastError,
        failure, seen.LastCheck, seen.ConsecutiveFailures, seen.ResponseTimeMs, seen.ReadySince);
}
