using Orchestry.Core.Metrics;

namespace Orchestry.Core.Tests.Scaling.BackTests;

/// <summary>Builds recorded samples.</summary>
internal static class ASeries
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A sample every ten seconds, made by two replicas; the load is the total of requests per second as it goes.</summary>
    public static MetricSample[] Of(int minutes, Func<double, double> load, int replicas = 2) =>
    [
        .. Enumerable.Range(0, (minutes * 6) + 1).Select(i =>
        {
            var rps = load(i / 6.0);
            return ALoad.Sample(
                Start.AddSeconds(10 * i), replicas, cpu: rps / replicas / 2, memory: 10, rps, connections: (int)(rps / 4), latency: rps == 0 ? null : 20);
        }),
    ];
}
