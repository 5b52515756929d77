using System.Collections.Immutable;
using Orchestry.Core.Ingress;

namespace Orchestry.Core.Metrics.Exposition;

/// <summary>What kind of figure a metric is.</summary>
public enum MetricKind
{
    /// <summary>Only grows while its process lives.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>A <see cref="LatencyDistribution"/> in buckets.</summary>
    Histogram,
}

/// <summary>One metric that monitoring systems can have of a node.</summary>
/// <param name="Name">Its name by Prometheus's conventions, unit included.</param>
/// <param name="Kind">What kind it is.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Read">Its values now; what was not measured has none.</param>
public sealed record MetricDefinition(string Name, MetricKind Kind, string Help, Func<NodePicture, IEnumerable<MetricPoint>> Read);

/// <summary>One value of a metric.</summary>
/// <param name="Value">The value; of a histogram, unused.</param>
/// <param name="Labels">What tells it from the metric's other values.</param>
/// <param name="Distribution">Of a histogram.</param>
public readonly record struct MetricPoint(double Value, ImmutableArray<MetricLabel> Labels, LatencyDistribution? Distribution = null);

/// <summary>A label of a value.</summary>
public readonly record struct MetricLabel(string Name, string Value);
