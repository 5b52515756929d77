using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Core.Replicas;

/// <summary>The next steps from the observed towards the desired state.</summary>
/// <param name="Start">Attempts to decide on: to be made durable first, then started.</param>
/// <param name="Retire">Attempts to drain, stop and remove.</param>
/// <param name="Clear">Ended attempts whose dead container is to be removed.</param>
/// <param name="Forget">Attempts of which nothing is left, to be dropped from the record.</param>
public sealed record ReplicaPlan(
    ImmutableArray<ReplicaRecord> Start, ImmutableArray<int> Retire, ImmutableArray<int> Clear, ImmutableArray<int> Forget)
{
    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Start.IsEmpty && Retire.IsEmpty && Clear.IsEmpty && Forget.IsEmpty;

    /// <summary>Whether it changes the record.</summary>
    public bool ChangesRecord => !Start.IsEmpty || !Forget.IsEmpty;

    /// <summary>The record once the plan's attempts to start are decided on and those to forget are dropped.</summary>
    public AppRecord ApplyTo(AppRecord record) => (record with
    {
        Attempts =
        [
            .. record.Attempts.Where(a => !Forget.Contains(a.Attempt)).Concat(Start).OrderBy(a => a.Slot).ThenBy(a => a.Attempt),
        ],
        NextAttempt = record.NextAttempt + Start.Length,
    }).WithoutUnusedSpecs();
}
