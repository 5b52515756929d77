using System.Collections.Immutable;
using Orchestry.Core.Bindings;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Apps;

/// <summary>This part: configs and secrets that have changed.</summary>
public static partial class AppDecisions
{
    /// <summary>
    /// Binds the current specification to the newest versions of what it names. Where containers were made from it already, that is a new revision and so
    /// a rollout; a job whose run has begun is left alone, since it would run again. Its next run begins with what there is then.
    /// </summary>
    /// <param name="record">Its record.</param>
    /// <param name="spec">Its current specification.</param>
    /// <param name="newest">The versions that count now.</param>
    /// <param name="hasBegun">Whether an attempt's container has ever run.</param>
    /// <param name="isAsked">Whether a request decided on this specification just now, whose event tells enough.</param>
    /// <param name="now">The time.</param>
    public static Decision Rebind(
        AppRecord record, AppSpec spec, ImmutableSortedDictionary<string, long> newest, Func<ReplicaRecord, bool> hasBegun, bool isAsked, DateTimeOffset now)
    {
        var before = record.CurrentSpec.Bindings ?? Binding.None;
        var bound = Binding.OnlyOf(spec, before);
        var failed = record.FailedBindings ?? Binding.None;
        var next = Binding.Next(bound, newest, failed);
        if (record.Intent != AppIntent.Running || Binding.AreSame(before, next))
        {
            return Decision.Nothing(record);
        }

        var isJob = spec.Type == WorkloadType.Job;
        var isUsed = record.Attempts.Any(a => isJob ? JobOutcome.IsOfThisRun(record, a) && hasBegun(a) : a.SpecRevision == record.CurrentSpec.Revision);
        if (isUsed && isJob)
        {
            return Decision.Nothing(record);
        }

        var changed = Binding.Changed(before, next);
        var rebound = record with { FailedBindings = Kept(failed, newest) };
        if (!isUsed)
        {
            return new Decision(
                rebound with { Specs = record.Specs.SetItem(record.Specs.Length - 1, record.CurrentSpec with { Bindings = next }) },
                isAsked ? [] : [.. changed.Select(key => AppEvents.Rebound(record, key, null, now))]);
        }

        var revision = record.CurrentSpec.Revision + 1;
        rebound = rebound with
        {
            Specs = record.Specs.Add(new SpecRecord(revision, record.CurrentSpec.Document) { Bindings = next }),
            Rollout = RolloutAfter(record, revision, replaces: true, now),
            UpdatedAt = now,
        };
        return new Decision(rebound.WithoutUnusedSpecs(), [.. changed.Select(key => AppEvents.Rebound(record, key, revision, now))]);
    }

    /// <summary>What failed once is remembered until it has changed once more.</summary>
    private static ImmutableSortedDictionary<string, long>? Kept(
        ImmutableSortedDictionary<string, long> failed, ImmutableSortedDictionary<string, long> newest)
    {
        var kept = failed.RemoveRange(failed.Where(f => !newest.TryGetValue(f.Key, out var number) || number != f.Value).Select(f => f.Key));
        return kept.IsEmpty ? null : kept;
    }

    /// <summary>With what is gone back from, what differed from what served before has failed.</summary>
    private static ImmutableSortedDictionary<string, long>? FailedAfter(AppRecord record, SpecRecord served)
    {
        var tried = record.CurrentSpec.Bindings ?? Binding.None;
        var failed = (record.FailedBindings ?? Binding.None)
            .SetItems(Binding.Changed(served.Bindings ?? Binding.None, tried).Select(key => KeyValuePair.Create(key, tried[key])));
        return failed.IsEmpty ? null : failed;
    }
}
