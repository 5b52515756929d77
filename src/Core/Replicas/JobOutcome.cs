using Orchestry.Core.Apps;

namespace Orchestry.Core.Replicas;

/// <summary>How the one run of a job ended. A container that never ran has none: the job is still to be run.</summary>
/// <param name="IsCompleted">Whether it ended with exit code 0.</param>
/// <param name="ExitCode">Its exit code; null where nobody knows it, such as of a container that was removed by somebody else.</param>
/// <param name="Message">The end in a few words, such as <c>completed (exit code 0)</c>.</param>
public sealed record JobOutcome(bool IsCompleted, int? ExitCode, string Message)
{
    /// <summary>What is said of a job whose container is gone before anybody has seen its end.</summary>
    public const string Lost = "its container is gone; whether it finished is not known";

    /// <summary>The outcome of an attempt; null while it has not ended, and when its container never ran.</summary>
    public static JobOutcome? Of(AttemptState attempt) => attempt switch
    {
        { Phase: < ReplicaPhase.Draining } => null,
        { Failure: { Kind: FailureKind.Crashed, ExitCode: 0 } } => new JobOutcome(true, 0, "completed (exit code 0)"),
        { Failure: { Kind: FailureKind.Crashed or FailureKind.Vanished } failure } => new JobOutcome(false, failure.ExitCode, $"failed: {failure.Message}"),
        _ => null,
    };

    /// <summary>The outcome of the run that the record asks for; null while there is none, whatever an earlier run came to.</summary>
    public static JobOutcome? Of(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed) =>
        record.Desired > 0 && record.Current(1) is { } current && IsOfThisRun(record, current) && observed.TryGetValue(current.Attempt, out var state) ? Of(state) : null;

    /// <summary>Whether an attempt is of the run that is asked for, not of one before it.</summary>
    internal static bool IsOfThisRun(AppRecord record, ReplicaRecord attempt) =>
        attempt.SpecRevision == record.CurrentSpec.Revision && attempt.Attempt >= record.FirstOfRun;
}
