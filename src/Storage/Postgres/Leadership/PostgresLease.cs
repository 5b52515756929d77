using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// Leadership in a shared PostgreSQL. The row in <c>leader_lease</c> is the authority; a session lock makes succession quick, since it is free
/// the moment its holder's process dies. A candidate waits inside the lock and watches the lease besides.
/// </summary>
public sealed class PostgresLease : ILeaderLease
{
    private readonly PostgresDatabase _database;
    private readonly LeaseSessions _sessions;
    private readonly LeaseWatch _watch;
    private readonly ClusterNode _self;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgresLease> _log;

    /// <summary>Prepares to stand for office.</summary>
    public PostgresLease(PostgresDatabase database, ClusterNode self, LeaseOptions options, ILogger<PostgresLease> log)
    {
        (_database, _self, _options, _time, _log) = (database, self, options, database.Time, log);
        _sessions = new LeaseSessions(database, options, log);
        _watch = new LeaseWatch(database, options);
    }

    /// <inheritdoc/>
    public async Task<IOffice> AcquireAsync(CancellationToken cancellationToken)
    {
        string? fault = null;
        while (true)
        {
            try
            {
                if (await StandAsync(cancellationToken) is { } office)
                {
                    return office;
                }
            }
            catch (Exception e) when (IsFault(e) && !cancellationToken.IsCancellationRequested)
            {
                if (PostgresErrors.Translate(e, _database.Name).Message is var words && words != fault)
                {
                    _log.DatabaseAway(fault = words);
                }

                await Task.Delay(_options.RenewInterval, _time, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        try
        {
            var session = await _sessions.OpenAsync(cancellationToken);
            await LeaseRehearsal.PlayAsync(session, _watch, _self, _options, _time, cancellationToken);
        }
        catch (Exception e) when (IsFault(e) && !cancellationToken.IsCancellationRequested)
        {
            throw PostgresErrors.Translate(e, _database.Name);
        }
    }

    /// <summary>Whether it is the database or the way to it that failed. The provider blames whoever uses a connection that broke while nobody used it.</summary>
    internal static bool IsFault(Exception error) =>
        error is StoreException or InvalidOperationException or OperationCanceledException || PostgresErrors.IsOfTheWay(error);

    private async Task<IOffice?> StandAsync(CancellationToken cancellationToken)
    {
        var session = await _sessions.OpenAsync(cancellationToken);
        if (!session.CanLock)
        {
            return await OutwaitAsync(session, cancellationToken);
        }

        string? reason = null;
        var candidacy = new Candidacy(session, _watch, _self, _options, _time, _log);
        Taking? taken = null;
        try
        {
            taken = await candidacy.WaitAsync(alone => reason = alone, cancellationToken);
        }
        finally
        {
            if (taken is null)
            {
                await candidacy.DisposeAsync();
            }
        }

        return taken is { } office ? Begin(session, office, null)
            : reason is not null ? await TakeAloneAsync(await _sessions.OpenAsync(cancellationToken), reason, cancellationToken)
            : null;
    }

    /// <summary>Where no lock can be relied on: looks at the lease until it has expired.</summary>
    private async Task<IOffice?> OutwaitAsync(LeaseSession session, CancellationToken cancellationToken)
    {
        try
        {
            for (TimeSpan remaining; (remaining = await _watch.ReadRemainingAsync(cancellationToken)) > TimeSpan.Zero;)
            {
                // Not only at its end: it may be given back before.
                await Task.Delay(remaining < _options.RenewInterval ? remaining : _options.RenewInterval, _time, cancellationToken);
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        return await TakeAloneAsync(session, "sessions are shared here.", cancellationToken);
    }

    private async Task<IOffice?> TakeAloneAsync(LeaseSession session, string reason, CancellationToken cancellationToken)
    {
        IOffice? office = null;
        try
        {
            var taking = await session.TakeAsync(_self, cancellationToken);
            return office = taking.Term is null ? null : Begin(session, taking, reason);
        }
        finally
        {
            if (office is null)
            {
                await session.DisposeAsync();
            }
        }
    }

    private PostgresOffice Begin(LeaseSession session, Taking taken, string? reasonWithoutLock)
    {
        if (reasonWithoutLock is null)
        {
            _log.OfficeTaken(_self.Id, taken.Term!.Value);
        }
        else
        {
            _log.OfficeTakenWithoutLock(_self.Id, taken.Term!.Value, reasonWithoutLock);
        }

        return new PostgresOffice(session, _watch, taken, _self, _options, _time, _log);
    }
}
