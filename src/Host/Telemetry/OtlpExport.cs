using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Orchestry.Actors.Cluster;
using Orchestry.Core.Metrics;

namespace Orchestry.Host.Telemetry;

/// <summary>Sends this node's metrics to an OpenTelemetry collector while the process runs, the last time when it stops.</summary>
internal sealed class OtlpExport(
    OtlpSettings settings, INodeMetrics metrics, ClusterIdentity identity, TimeProvider clock, ILogger<OtlpExport> log) : IHostedService, IDisposable
{
    // A collector that is away must not hold up the end of the process for longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private NodeMeter? _meter;
    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter = new NodeMeter(metrics, identity.Version, clock);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(NodeMeter.Name)
            .SetResourceBuilder(ResourceBuilder.CreateEmpty()
                .AddTelemetrySdk()
                .AddService("orchestry", serviceVersion: identity.Version, serviceInstanceId: identity.Self.Id)
                .AddEnvironmentVariableDetector())
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = settings.Target;
                exporter.Protocol = settings.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                exporter.Headers = settings.Headers;
                exporter.TimeoutMilliseconds = (int)Patience.TotalMilliseconds;
                exporter.HttpClientFactory = () => new HttpClient(new ExportWatch(log, settings.Target)) { Timeout = Patience };
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.Interval.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _provider = null;
        _meter?.Dispose();
        _meter = null;
    }
}
