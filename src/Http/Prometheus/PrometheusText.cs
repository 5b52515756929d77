using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Orchestry.Core.Metrics;
using Orchestry.Core.Metrics.Exposition;

namespace Orchestry.Http.Prometheus;

/// <summary>Writes a node's metrics in Prometheus's text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static byte[] Of(NodePicture node)
    {
        var text = new StringBuilder();
        foreach (var metric in MetricCatalog.All)
        {
            Write(text, metric, node);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, MetricDefinition metric, NodePicture node)
    {
        var isFirst = true;
        foreach (var point in metric.Read(node))
        {
            if (isFirst)
            {
                // A name without values would look as if it had been measured.
                text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escaped(metric.Help, isLabel: false)).Append('\n');
                text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(Word(metric.Kind)).Append('\n');
                isFirst = false;
            }

            if (point.Distribution is { } latency)
            {
                WriteHistogram(text, metric.Name, point.Labels, latency);
            }
            else
            {
                WriteValue(text, metric.Name, point.Labels, point.Value);
            }
        }
    }

    private static void WriteHistogram(
        StringBuilder text, string name, ImmutableArray<MetricLabel> labels, Core.Ingress.LatencyDistribution latency)
    {
        var counts = LatencyHistogram.Cumulative(latency);
        for (var i = 0; i < counts.Length; i++)
        {
            WriteValue(text, name + "_bucket", labels.Add(new MetricLabel("le", Number(LatencyHistogram.Bounds[i]))), counts[i]);
        }

        WriteValue(text, name + "_bucket", labels.Add(new MetricLabel("le", "+Inf")), latency.Total);
        WriteValue(text, name + "_sum", labels, LatencyHistogram.Sum(latency));
        WriteValue(text, name + "_count", labels, latency.Total);
    }

    private static void WriteValue(StringBuilder text, string name, ImmutableArray<MetricLabel> labels, double value)
    {
        text.Append(name);
        for (var i = 0; i < labels.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value, isLabel: true)).Append('"');
        }

        text.Append(labels.Length > 0 ? "} " : " ").Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text, bool isLabel)
    {
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return isLabel ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private static string Word(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };
}
