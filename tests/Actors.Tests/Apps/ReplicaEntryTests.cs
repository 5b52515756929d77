using Orchestry.Actors.Apps;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Tests.Apps;

public sealed class ReplicaEntryTests
{
    private static readonly ReplicaSnapshot Starting = new()
    {
        Id = new ReplicaId(AppName.Parse("web"), 1, 1),
        Phase = ReplicaPhase.Starting,
        SpecRevision = 1,
    };

    [Fact]
    public void A_replica_that_has_recovered_is_not_held_its_earlier_failure_against()
    {
        var entry = new ReplicaEntry(ActorRefs.Nobody, Starting, isTakenOver: false);
        var unhealthy = new ReplicaFailure(FailureKind.Unhealthy, "unhealthy after 3 failed probes");

        entry.Told(Starting with { Phase = ReplicaPhase.Unready }, TimeSpan.FromSeconds(9), unhealthy, isTransition: true);
        Assert.Equal(unhealthy, entry.State.Failure);
        entry.Told(Starting with { Phase = ReplicaPhase.Ready }, TimeSpan.Zero, null, isTransition: true);

        Assert.Null(entry.State.Failure);
    }

    [Fact]
    public void A_replica_that_was_ready_under_an_earlier_leader_is_shown_so_but_nothing_is_decided_on_it_before_its_first_sign_of_life()
    {
        var ready = Starting with { Phase = ReplicaPhase.Ready };
        var entry = new ReplicaEntry(ActorRefs.Nobody, ready, isTakenOver: true);
        Assert.Equal((ReplicaPhase.Ready, ReplicaPhase.Starting, true), (entry.Snapshot.Phase, entry.State.Phase, entry.State.MayServe));

        entry.Told(ready, TimeSpan.Zero, null, isTransition: false);

        Assert.Equal((ReplicaPhase.Ready, false), (entry.State.Phase, entry.State.MayServe));
    }

    [Fact]
    public void A_replica_counts_as_leaving_from_the_order_on()
    {
        var entry = new ReplicaEntry(ActorRefs.Nobody, Starting with { Phase = ReplicaPhase.Ready }, isTakenOver: false);

        entry.Leaves(force: false);

        Assert.Equal(ReplicaPhase.Draining, entry.State.Phase);
    }
}
