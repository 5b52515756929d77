using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// One attempt to come to lead through one session: it waits inside the lock, watches the lease, ends the sessions of a leader that let it
/// expire, and takes office when both allow it.
/// </summary>
internal sealed class Candidacy(
    LeaseSession session, LeaseWatch watch, ClusterNode self, LeaseOptions options, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _waiting = new();
    private Task _granted = Task.CompletedTask;
    private bool _hasSaidAway;

    /// <summary>
    /// Waits until it has taken office. Answers null when the wait should begin anew with another session. Throws what Npgsql throws. To be
    /// disposed of unless office was taken.
    /// </summary>
    /// <param name="alone">Called with the reason when the lease must do without the lock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Taking?> WaitAsync(Action<string> alone, CancellationToken cancellationToken)
    {
        var granted = _granted = session.LockAsync(_waiting.Token);
        var hasFailed = false;
        long? expiredSince = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan remaining;
            var hasLock = granted.IsCompleted;
            if (hasLock)
            {
                await granted;
                var taking = await session.TakeAsync(self, cancellationToken);
                if (taking.Term is not null)
                {
                    return taking;
                }

                // Someone leads without the lock; or a commit is still open.
                remaining = Shorter(taking.Remaining, options.RenewInterval);
            }
            else if (await TryReadRemainingAsync(cancellationToken) is { } read)
            {
                if (hasFailed)
                {
                    // The database answers again, but this session may be a dead end: the server that it waits at may be gone.
                    return null;
                }

                remaining = read;
            }
            else
            {
                hasFailed = true;
                await PauseAsync(hasLock, options.RenewInterval, cancellationToken);
                continue;
            }

            if (remaining > TimeSpan.Zero)
            {
                expiredSince = null;
                await PauseAsync(hasLock, remaining, cancellationToken);
                continue;
            }

            expiredSince ??= time.GetTimestamp();
            if (!hasLock && time.GetElapsedTime(expiredSince.Value) > options.Duration)
            {
                alone("the lock is not given up by whoever has it, although the lease has expired.");
                return null;
            }

            if (!await TryEndStaleSessionsAsync(alone, cancellationToken))
            {
                return null;
            }

            await PauseAsync(hasLock, options.RenewInterval / 4, cancellationToken);
        }
    }

    /// <summary>Stops waiting and closes the session. A server that does not answer is given up after a while.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseSessionAsync().WaitAsync(options.RenewInterval, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CloseSessionAsync()
    {
        await _waiting.CancelAsync();
        await _granted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await session.DisposeAsync();
        _waiting.Dispose();
    }

    /// <summary>Null when the database can't be asked, which says nothing about the lease.</summary>
    private async Task<TimeSpan?> TryReadRemainingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await watch.ReadRemainingAsync(cancellationToken);
        }
        catch (StoreException e)
        {
            SayAway(e);
            return null;
        }
    }

    private void SayAway(StoreException error)
    {
        if (!_hasSaidAway)
        {
            _hasSaidAway = true;
            log.DatabaseAway(error.Message);
        }
    }

    private async Task<bool> TryEndStaleSessionsAsync(Action<string> alone, CancellationToken cancellationToken)
    {
        try
        {
            if (await watch.EndStaleSessionsAsync(session.ProcessId, cancellationToken) is > 0 and var ended)
            {
                log.StaleSessionsEnded(ended);
            }

            return true;
        }
        catch (StoreException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused)
        {
            alone($"this database role may not end the session that has the lock ({refused.MessageText}).");
            return false;
        }
        catch (StoreException e)
        {
            SayAway(e);
            return true;
        }
    }

    /// <summary>Who waits for the lock goes on as soon as it comes, also when it came since he last looked.</summary>
    private async Task PauseAsync(bool hasLock, TimeSpan span, CancellationToken cancellationToken)
    {
        if (hasLock)
        {
            await Task.Delay(span, time, cancellationToken);
        }
        else
        {
            await _granted.WaitAsync(span, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
