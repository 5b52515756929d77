using System.Collections.Immutable;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Ingress.Traffic;

namespace Orchestry.Ingress.Nginx;

/// <summary>What is counted: requests that have ended from the access log, those under way from the kernel's list of connections.</summary>
public sealed partial class NginxIngress
{
    private readonly TrafficCounters _counters;
    private readonly ReplicaAddresses _addresses;
    private readonly ConnectionTable _connections = new();
    private readonly RequestLog _requests;
    private readonly Lock _counting = new();
    private volatile LeavingWorkers? _leaving;
    private Task _reading = Task.CompletedTask;
    private volatile string? _logFault;
    private bool _isDisposed;

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        // nginx takes requests since the first table; what is left to do is to count them.
        _reading = Task.Run(() => ReadLogAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IngressTraffic ReadTraffic()
    {
        CountConnections();
        return _counters.Read();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _reading;
        _requests.Dispose();
        _watch.Dispose();
        _stopping.Dispose();
    }

    private async Task ReadLogAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await _requests.ReadAsync(cancellationToken);
                    if (_logFault is not null)
                    {
                        _logFault = null;
                        _log.LogFound();
                    }
                }
                catch (Exception error) when (error is not OperationCanceledException) // whatever it is, counting goes on: drains wait for it
                {
                    if (_logFault is null)
                    {
                        _log.LogLost(error.Message);
                    }

                    _logFault = $"Requests are not counted while nginx's access log in NGINX_LOG_PATH can't be read: {error.Message}";
                }

                await Task.Delay(_options.LogInterval, _clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The ingress is disposed of.
        }
    }

    private void Follow(RoutingTable table, RoutePlan plan)
    {
        CountConnections();
        foreach (var gone in _addresses.Follow(plan.Routes, replica => _counters.Of(replica).InFlight == 0))
        {
            _counters.Of(gone).SetInFlight(0);
        }

        _counters.Follow(table);
    }

    private void Count(RequestLine line)
    {
        var app = _counters.Of(line.App);
        app.Answered(line.Status, line.Status == 101 ? null : line.Took, line.IsFailed, line.BytesIn, line.BytesOut);
        if (line.Tries.Count > 1)
        {
            app.Retried();
        }

        for (var i = 0; i < line.Tries.Count; i++)
        {
            var isLast = i == line.Tries.Count - 1;
            // Neither served nor failed: the client went away before the replica answered.
            var isUndecided = isLast && !line.IsAnsweredByReplica && !line.IsFailed;
            if (!isUndecided && _addresses.Find(line.Tries[i]) is { } replica)
            {
                _counters.Of(replica).Count(isServed: isLast && !line.IsFailed);
            }
        }
    }

    private void CountConnections()
    {
        lock (_counting)
        {
            var tenants = _addresses.All();
            var counts = _connections.Count(tenants.Select(t => t.Address));
            if (tenants.Any(t => t.LeftAt is not null && counts[t.Address] == 0 && _counters.Of(t.Replica).InFlight > 0))
            {
                // The kernel's list is read in pieces and may leave one out; whether a replica is drained shall not depend on that.
                foreach (var (address, count) in _connections.Count(tenants.Select(t => t.Address)))
                {
                    counts[address] = Math.Max(counts[address], count);
                }
            }

            var mayBegin = MayLeavingWorkersBegin();
            var open = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var tenant in tenants)
            {
                var count = counts[tenant.Address];
                var app = tenant.Replica.App.Value;
                open[app] = open.GetValueOrDefault(app) + count;
                // Who left may be given a request for as long as a worker that knows it waits for a first one.
                _counters.Of(tenant.Replica).SetInFlight(tenant.LeftAt is not null && mayBegin ? Math.Max(1, count) : count);
            }

            foreach (var (app, count) in open)
            {
                _counters.Of(app).SetOpen(count);
            }
        }
    }

    private bool MayLeavingWorkersBegin()
    {
        if (_leaving is not { } leaving)
        {
            return false;
        }

        if (_clock.GetElapsedTime(leaving.Since) < HeaderTimeout && leaving.Workers.Any(WorkerProcesses.IsRunning))
        {
            return true;
        }

        _leaving = null;
        return false;
    }

    /// <summary>Workers of the configuration before that are still busy.</summary>
    private sealed record LeavingWorkers(ImmutableArray<int> Workers, long Since);
}
