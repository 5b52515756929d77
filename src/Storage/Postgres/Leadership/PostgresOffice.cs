using Microsoft.Extensions.Logging;
using Npgsql;
using Orchestry.Core.Cluster;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// A term of office, kept by renewing the lease on the session that has the lock. It ends by itself when its own deadline passes, whatever
/// the database or the network do; <see cref="Ended"/> asks the clock whenever it is read, so a process that was frozen finds it complete
/// even before its timers have fired.
/// </summary>
internal sealed class PostgresOffice : IOffice
{
    /// <summary>How long handing over may take before the lease is left to expire.</summary>
    private static readonly TimeSpan HandOverTime = TimeSpan.FromSeconds(1);

    private readonly LeaseSession _session;
    private readonly LeaseWatch _watch;
    private readonly ClusterNode _self;
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly bool _hasLock;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly OfficeDeadline _deadline;
    private readonly Task _heartbeat;
    private readonly Lock _gate = new();
    private Task? _handOver;

    /// <summary>Begins to renew what was taken. Owns the session.</summary>
    public PostgresOffice(
        LeaseSession session, LeaseWatch watch, Taking taken, ClusterNode self, LeaseOptions options, TimeProvider time, ILogger log)
    {
        (_session, _watch, _self, _options, _time, _log, _hasLock) = (session, watch, self, options, time, log, taken.HasLock);
        Term = taken.Term!.Value;
        _deadline = new OfficeDeadline(options.Duration - options.Margin, taken.SentAt, EndAtDeadline, time);
        _heartbeat = Task.Run(RenewAllAsync);
    }

    /// <inheritdoc/>
    public long Term { get; }

    /// <inheritdoc/>
    public Task<string> Ended
    {
        get
        {
            if (!_ended.Task.IsCompleted)
            {
                _deadline.Check();
            }

            return _ended.Task;
        }
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(CancellationToken cancellationToken) => HandOverOnce().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await HandOverOnce();

    private void EndAtDeadline() => End("It could not renew its lease in time.");

    private void End(string reason)
    {
        if (_ended.TrySetResult(reason))
        {
            _log.OfficeEnded(Term, reason);
        }
    }

    private async Task RenewAllAsync()
    {
        var stopping = _stopping.Token;
        try
        {
            await _session.IdleAsync(_options.RenewInterval, stopping);
            while (!Ended.IsCompleted)
            {
                await RenewAsync(stopping);
                await _session.IdleAsync(_options.RenewInterval, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e) // whatever it is: who can't renew does not lead
        {
            End($"The connection of its lease broke: {e.Message}");
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var sentAt = _time.GetTimestamp();
        try
        {
            if (await _session.RenewAsync(_self.Id, Term, _hasLock, cancellationToken) is { } reason)
            {
                End(reason);
            }
            else
            {
                _deadline.Extend(sentAt);
            }
        }
        catch (PostgresException e) when (_session.IsOpen)
        {
            // The session lives, and the lock with it. The next renewal may succeed; if none does, the deadline ends the office.
            _log.RenewalFailed(e, Term);
        }
    }

    private Task HandOverOnce()
    {
        lock (_gate)
        {
            return _handOver ??= HandOverAsync();
        }
    }

    private async Task HandOverAsync()
    {
        End("It was handed over.");
        _deadline.Dispose();
        // In the background: a cancellation that has to reach a silent server takes its time.
        var cancelling = _stopping.CancelAsync();
        using var deadline = new CancellationTokenSource(HandOverTime, _time);
        try
        {
            await _heartbeat.WaitAsync(deadline.Token);
            // The bound holds even for a connection that ignores its token for a while.
            await GiveBackAsync(deadline.Token).WaitAsync(deadline.Token);
        }
        catch (Exception e) when (PostgresLease.IsFault(e))
        {
            _log.HandOverFailed(Term, e.Message);
        }

        _ = CloseAsync(cancelling);
    }

    private Task GiveBackAsync(CancellationToken cancellationToken) => _session.IsOpen
        ? _session.GiveBackAsync(_self.Id, Term, cancellationToken)
        : _watch.GiveBackAsync(_self.Id, Term, cancellationToken);

    private async Task CloseAsync(Task cancelling)
    {
        try
        {
            await cancelling;
            await _heartbeat;
            await _session.DisposeAsync();
        }
        catch (Exception e) // nobody waits for it any more
        {
            _log.HandOverFailed(Term, e.Message);
        }
        finally
        {
            _stopping.Dispose();
        }
    }
}
