using System.Diagnostics.Metrics;
using Orchestry.Core.Metrics;
using Orchestry.Core.Metrics.Exposition;

namespace Orchestry.Host.Telemetry;

/// <summary>
/// The node's metrics as instruments of the framework, by the names that Prometheus sees. Histograms are left out: the framework can only be given
/// single measurements of them, and ours are counted already; the percentiles are there instead.
/// </summary>
internal sealed class NodeMeter : IDisposable
{
    public const string Name = "Orchestry";

    // The instruments are read one after the other, and should tell of one moment.
    private static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly Meter _meter;
    private readonly INodeMetrics _metrics;
    private readonly TimeProvider _clock;
    private NodePicture? _picture;
    private long _readAt;

    public NodeMeter(INodeMetrics metrics, string version, TimeProvider clock)
    {
        (_metrics, _clock) = (metrics, clock);
        _meter = new Meter(Name, version);
        foreach (var metric in MetricCatalog.All)
        {
            switch (metric.Kind)
            {
                case MetricKind.Counter:
                    _meter.CreateObservableCounter(metric.Name, () => Observe(metric), description: metric.Help);
                    break;
                case MetricKind.Gauge:
                    _meter.CreateObservableGauge(metric.Name, () => Observe(metric), description: metric.Help);
                    break;
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Observe(MetricDefinition metric) => metric.Read(Picture()).Select(
        point => new Measurement<double>(point.Value, point.Labels.Select(l => KeyValuePair.Create(l.Name, (object?)l.Value))));

    private NodePicture Picture()
    {
        lock (_gate)
        {
            if (_picture is null || _clock.GetElapsedTime(_readAt) >= Freshness)
            {
                (_picture, _readAt) = (_metrics.Read(), _clock.GetTimestamp());
            }

            return _picture;
        }
    }
}
