using Orchestry.Core.Metrics;

namespace Orchestry.Actors.Metrics;

/// <summary>What the collection of metrics tells.</summary>
internal static class MetricsProtocol
{
    /// <summary>One sample of each application that runs, all of the same moment; at least one.</summary>
    public sealed record Sampled(IReadOnlyList<MetricSample> Samples);
}
