using System.Globalization;
using Orchestry.Core.Metrics;

namespace Orchestry.Storage.Metrics;

/// <summary>What both databases say in the same words about samples and roll-ups.</summary>
internal static class MetricSql
{
    /// <summary>The figures of a sample, in the order they are read and written.</summary>
    public const string SampleFigures =
        "cpu_percent, memory_percent, memory_bytes, rps, latency_p50_ms, latency_p95_ms, latency_p99_ms, errors_per_second, connections, held, " +
        "healthy_replicas, total_replicas";

    /// <summary>How the figures of a sample replace those of an earlier one.</summary>
    public static readonly string ReplaceSample = Replace(SampleFigures);

    /// <summary>What a roll-up holds.</summary>
    public const string RollupFigures =
        "samples, cpu_percent_sum, cpu_percent_count, memory_percent_sum, memory_percent_count, memory_bytes_sum, memory_bytes_count, " +
        "rps_sum, rps_count, errors_per_second_sum, errors_per_second_count, latency_p50_sum, latency_p50_weight, latency_p95_sum, " +
        "latency_p95_weight, latency_p99_sum, latency_p99_weight, connections, held, healthy_replicas, total_replicas";

    /// <summary>How what a roll-up holds replaces what it held.</summary>
    public static readonly string ReplaceRollup = Replace(RollupFigures);

    /// <summary>What a roll-up holds, of its samples. Where there are no requests there is no weight.</summary>
    public const string RollUp =
        """
        count(*), sum(cpu_percent), count(cpu_percent), sum(memory_percent), count(memory_percent),
        sum(CAST(memory_bytes AS double precision)), count(memory_bytes), sum(rps), count(rps), sum(errors_per_second), count(errors_per_second),
        sum(CASE WHEN rps > 0 THEN latency_p50_ms * rps END), sum(CASE WHEN rps > 0 AND latency_p50_ms IS NOT NULL THEN rps END),
        sum(CASE WHEN rps > 0 THEN latency_p95_ms * rps END), sum(CASE WHEN rps > 0 AND latency_p95_ms IS NOT NULL THEN rps END),
        sum(CASE WHEN rps > 0 THEN latency_p99_ms * rps END), sum(CASE WHEN rps > 0 AND latency_p99_ms IS NOT NULL THEN rps END),
        max(connections), max(held), max(healthy_replicas), max(total_replicas)
        """;

    /// <summary>How long a roll-up's stretch is, in ticks.</summary>
    public static readonly string Stretch = MetricStretch.Shortest.Ticks.ToString(CultureInfo.InvariantCulture);

    /// <summary>The newest samples between two times.</summary>
    public const string ReadSamples =
        $"""
        SELECT at, {SampleFigures} FROM metric_samples
        WHERE namespace = 'default' AND app = @app AND at >= @from AND at < @to ORDER BY at DESC LIMIT @limit
        """;

    /// <summary>
    /// The newest stretches between the starts of two, each put together of its roll-ups, with the figures of a sample. The remainder of times
    /// before 1970 is below zero.
    /// </summary>
    public static readonly string ReadStretches =
        $"""
        SELECT start - (((start - {DateTime.UnixEpoch.Ticks.ToString(CultureInfo.InvariantCulture)}) % @interval) + @interval) % @interval AS point,
            sum(cpu_percent_sum) / nullif(sum(cpu_percent_count), 0), sum(memory_percent_sum) / nullif(sum(memory_percent_count), 0),
            sum(memory_bytes_sum) / nullif(sum(memory_bytes_count), 0), sum(rps_sum) / nullif(sum(rps_count), 0),
            sum(latency_p50_sum) / sum(latency_p50_weight), sum(latency_p95_sum) / sum(latency_p95_weight),
            sum(latency_p99_sum) / sum(latency_p99_weight), sum(errors_per_second_sum) / nullif(sum(errors_per_second_count), 0),
            max(connections), max(held), max(healthy_replicas), max(total_replicas)
        FROM metric_rollups WHERE namespace = 'default' AND app = @app AND start >= @from AND start < @to
        GROUP BY point ORDER BY point DESC LIMIT @limit
        """;

    private static string Replace(string figures) =>
        string.Join(", ", figures.Split(", ").Select(figure => $"{figure} = excluded.{figure}"));
}
