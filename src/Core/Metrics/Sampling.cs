using Orchestry.Core.Apps;
using Orchestry.Core.Engine;

namespace Orchestry.Core.Metrics;

/// <summary>Makes one application's sample of what was read.</summary>
public static class Sampling
{
    /// <summary>Whether an application is sampled: one that is wanted, also while it has no replica.</summary>
    public static bool IsSampled(AppSnapshot app) => app.Status != AppStatus.Stopped;

    /// <summary>The containers whose counters its sample needs.</summary>
    public static IEnumerable<ContainerId> Containers(AppSnapshot app) =>
        app.Replicas.Where(r => r is { IsRunning: true, Container: not null }).Select(r => r.Container!.Value);

    /// <summary>The sample. What was not measured is null in it.</summary>
    /// <param name="app">The application at the end of the interval.</param>
    /// <param name="at">The end of the interval.</param>
    /// <param name="capacity">What each of its replicas may use.</param>
    /// <param name="usage">What containers used.</param>
    /// <param name="traffic">What it was asked.</param>
    public static MetricSample Of(AppSnapshot app, DateTimeOffset at, ReplicaCapacity capacity, UsageChange usage, TrafficChange traffic)
    {
        var containers = Containers(app).ToArray();
        var processors = containers.Select(usage.ProcessorsOf).OfType<double>().ToArray();
        var memory = containers.Select(usage.MemoryOf).OfType<long>().ToArray();
        return new MetricSample
        {
            App = app.Name.Value,
            At = at,
            CpuPercent = processors.Length > 0 && capacity.Processors is { } cpus ? 100 * processors.Average() / cpus : null,
            MemoryPercent = memory.Length > 0 && capacity.MemoryBytes is { } bytes ? 100 * memory.Average() / bytes : null,
            MemoryBytes = memory.Length > 0 ? memory.Sum() : null,
            Rps = PerSecond(traffic.Requests, traffic.Elapsed),
            LatencyP50Ms = Quantile(traffic, 0.5),
            LatencyP95Ms = Quantile(traffic, 0.95),
            LatencyP99Ms = Quantile(traffic, 0.99),
            ErrorsPerSecond = PerSecond(traffic.Errors, traffic.Elapsed),
            Connections = traffic.Now?.Open,
            Held = traffic.Now?.Held ?? 0,
            HealthyReplicas = app.HealthyReplicas,
            TotalReplicas = app.CurrentReplicas,
        };
    }

    private static double? PerSecond(long? count, TimeSpan elapsed) => elapsed > TimeSpan.Zero ? count / elapsed.TotalSeconds : null;

    private static double? Quantile(TrafficChange traffic, double quantile) => traffic.Latency?.Quantile(quantile)?.TotalMilliseconds;
}
