using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Cluster;

/// <summary>Gives this node's signs of life, and keeps its picture of the cluster as new as the shared database is.</summary>
internal sealed class MembershipLoop(IMembership membership, ClusterIdentity identity, ClusterState state, TimeProvider clock)
{
    /// <summary>Runs until it is cancelled. A database that is away ends nothing: what was read last stays true until its time has passed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await BeatAsync(stopping);
                await membership.WaitForChangeAsync(identity.Heartbeat, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Looks at the shared database now. A database that is away is noted, not thrown.</summary>
    public async Task BeatAsync(CancellationToken stopping)
    {
        var askedAt = clock.GetTimestamp();
        try
        {
            state.Read(await membership.BeatAsync(stopping), askedAt);
        }
        catch (StoreException error)
        {
            state.DatabaseIsAway(error.Message);
        }
    }
}
