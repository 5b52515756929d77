using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Tests.Replicas;

/// <summary>What must hold of every plan, whatever has happened.</summary>
internal static class PlanRules
{
    public static void Check(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, DateTimeOffset now, ReplicaPlan plan)
    {
        Assert.Equal(plan.Start.Select((_, i) => record.NextAttempt + i), plan.Start.Select(s => s.Attempt));
        Assert.Equal(plan.Start.Select(s => s.Slot).Distinct(), plan.Start.Select(s => s.Slot));
        Assert.All(plan.Start, start => Assert.InRange(start.Slot, 1, record.Desired));
        Assert.All(plan.Start, start => Assert.Equal(record.CurrentSpec.Revision, start.SpecRevision));
        Assert.All(plan.Start, start => BackOffIsKept(record, observed, now, start));
        Assert.All(plan.Retire, attempt => Assert.True(observed[attempt].IsAlive, $"{attempt} leaves already"));
        Assert.All(plan.Clear, attempt => Assert.Equal(ReplicaPhase.Exited, observed[attempt].Phase));
        Assert.All(plan.Forget, attempt => Assert.Equal(ReplicaPhase.Gone, observed[attempt].Phase));
        SlotsThatAreWellAreLeftAlone(record, observed, plan);
        NoSlotLosesItsLastReadyReplica(record, observed, plan);
        EverySurplusSlotGoes(record, observed, plan);
    }

    private static void BackOffIsKept(
        AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, DateTimeOffset now, ReplicaRecord start)
    {
        if (record.Current(start.Slot) is not { } before || before.SpecRevision != start.SpecRevision
            || observed[before.Attempt].Failure is not { } failure)
        {
            Assert.Equal((0, now, null), (start.Restarts, start.NotBefore, start.Cause));
            return;
        }

        var restarts = observed[before.Attempt].ReadyFor >= RestartPolicy.HealthySpell ? 1 : before.Restarts + 1;
        Assert.Equal((restarts, failure), (start.Restarts, start.Cause));
        var shortest = RestartPolicy.PauseBefore(failure.NeedsPerson ? restarts + 1 : restarts, 0);
        Assert.True(start.NotBefore >= now + shortest, $"{start} begins before its back-off");
    }

    private static void SlotsThatAreWellAreLeftAlone(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, ReplicaPlan plan)
    {
        for (var slot = 1; slot <= record.Desired; slot++)
        {
            if (record.Current(slot) is { } current && current.SpecRevision == record.CurrentSpec.Revision
                && observed[current.Attempt].Phase == ReplicaPhase.Ready)
            {
                Assert.DoesNotContain(plan.Start, s => s.Slot == slot);
                Assert.DoesNotContain(current.Attempt, plan.Retire);
            }
        }
    }

    private static void NoSlotLosesItsLastReadyReplica(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, ReplicaPlan plan)
    {
        var ready = record.Attempts.Where(a => a.Slot <= record.Desired && observed[a.Attempt].Phase == ReplicaPhase.Ready).ToArray();
        var served = ready.Select(a => a.Slot).Distinct();
        Assert.Equal(served, ready.Where(a => !plan.Retire.Contains(a.Attempt)).Select(a => a.Slot).Distinct());
    }

    private static void EverySurplusSlotGoes(AppRecord record, IReadOnlyDictionary<int, AttemptState> observed, ReplicaPlan plan)
    {
        Assert.Equal(
            record.Attempts.Where(a => a.Slot > record.Desired && observed[a.Attempt].IsAlive).Select(a => a.Attempt),
            plan.Retire.Where(r => record.Attempts.Single(a => a.Attempt == r).Slot > record.Desired));
        Assert.All(
            plan.Retire.Select(r => record.Attempts.Single(a => a.Attempt == r)).Where(a => a.Slot <= record.Desired),
            retired => Assert.True(record.Current(retired.Slot)!.Attempt > retired.Attempt, $"{retired} leaves without a successor"));
    }
}
