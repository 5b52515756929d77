using System.Net;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Traffic;

namespace Orchestry.Ingress.Embedded;

/// <summary>A proxy inside this process: a server of its own, a table in memory that is swapped whole, and pools of connections to the replicas.</summary>
public sealed class EmbeddedIngress : IIngress
{
    private readonly IngressOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly TrafficCounters _counters;
    private readonly TableInForce _inForce;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CertificateStore? _certificates;
    private readonly IngressServer _server;
    private volatile string? _tableFault;
    private int _isDisposed;

    /// <summary>Takes no requests yet.</summary>
    public EmbeddedIngress(IngressOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        (_options, _clock, _log) = (options, clock, loggers.CreateLogger<EmbeddedIngress>());
        _counters = new TrafficCounters(clock);
        _inForce = new TableInForce(RoutedTable.Empty(options.Domain));
        _certificates = options is { TlsPort: > 0, CertificatePath: { } path } ? new CertificateStore(path, clock, _log) : null;
        var holdingRoom = new HoldingRoom(options, _inForce, clock, _stopping.Token);
        _server = new IngressServer(options, _certificates, forwarder => new GatewayApplication(new Gateway(forwarder, _inForce, holdingRoom, clock), clock, _log));
    }

    /// <inheritdoc/>
    public IngressState State => new(IngressMode.Embedded, _inForce.Current.Table.Routes.Length, Fault());

    /// <summary>Where it takes requests, HTTP first; empty before <see cref="OpenAsync"/>.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _server.Addresses;

    /// <inheritdoc/>
    public Uri? Address => Addresses is [var http, ..] ? new Uri($"http://{http}/") : null;

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _certificates?.Watch();
        try
        {
            await _server.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            var settings = _options.TlsPort > 0 ? "INGRESS_HOST, INGRESS_PORT, INGRESS_TLS_PORT" : "INGRESS_HOST, INGRESS_PORT";
            throw new IngressAddressException(
                $"the ingress can't listen on {new IPEndPoint(IPAddress.Parse(_options.Host), _options.Port)} ({settings}): {error.Message}", error);
        }

        _log.Opened(string.Join(", ", Addresses), _options.Domain);
    }

    /// <inheritdoc/>
    public Task<bool> ApplyAsync(RoutingTable table, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var before = _inForce.Current;
        RoutedTable next;
        try
        {
            next = RoutedTable.Of(table, before, _counters, _clock);
        }
        catch (FormatException error)
        {
            _tableFault = $"The routing table of revision {table.Revision} has an address that is none: {error.Message}";
            _log.TableRefused(table.Revision, error.Message);
            return Task.FromResult(false);
        }

        // In this order whoever is refused by a replica that has left finds a newer table.
        _counters.Admit(table);
        _inForce.Replace(next);
        _counters.Dismiss(table);
        foreach (var (endpoint, upstream) in before.Upstreams)
        {
            if (!next.Upstreams.ContainsKey(endpoint))
            {
                upstream.Retire();
            }
        }

        _tableFault = null;
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public IngressTraffic ReadTraffic() => _counters.Read();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        using (var deadline = new CancellationTokenSource(_options.StopTime, _clock))
        {
            // Who waits for a replica would otherwise use up the others' time.
            await _stopping.CancelAsync();
            await _server.StopAsync(deadline.Token);
        }

        await _server.DisposeAsync();
        foreach (var upstream in _inForce.Current.Upstreams.Values)
        {
            upstream.Retire();
        }

        _certificates?.Dispose();
        _stopping.Dispose();
        _log.Closed();
    }

    private string? Fault() => (_tableFault, _certificates?.Fault) switch
    {
        (null, null) => null,
        ({ } table, null) => table,
        (null, { } certificates) => certificates,
        ({ } table, { } certificates) => $"{table} {certificates}",
    };
}
