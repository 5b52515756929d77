using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Orchestry.Core.Cluster;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// An office taken and given back on a stage: a session with tables of its own by the names of the real ones, which it finds first and which
/// are gone with it. The lock's key is made of the table, so it is another lock too. The others see no more of it than two needless notes.
/// </summary>
internal static class LeaseRehearsal
{
    /// <summary>Plays it on a session of its own, which it disposes of.</summary>
    public static async Task PlayAsync(LeaseSession session, LeaseWatch watch, ClusterNode self, LeaseOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!session.CanLock || !await session.TryBuildStageAsync(cancellationToken))
        {
            // Where sessions are shared the stage would be left in somebody else's.
            await session.DisposeAsync();
            return;
        }

        Taking taken;
        try
        {
            await session.LockAsync(cancellationToken);
            taken = await session.TakeAsync(self, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        // It owns the session from here.
        await using var office = new PostgresOffice(session, watch, taken, self, options, time, NullLogger.Instance);
    }
}
