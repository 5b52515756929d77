using Orchestry.Core.Metrics;

namespace Orchestry.Actors.Metrics;

/// <summary>What those are told who go by the applications' figures.</summary>
internal static class MetricsProtocol
{
    /// <summary>The figures of one interval of collection.</summary>
    public sealed record Sampled(IReadOnlyList<MetricSample> Samples);
}
