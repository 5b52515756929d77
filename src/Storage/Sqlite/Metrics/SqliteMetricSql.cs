using Orchestry.Storage.Metrics;

namespace Orchestry.Storage.Sqlite.Metrics;

/// <summary>The statements about samples and roll-ups that are SQLite's own.</summary>
internal static class SqliteMetricSql
{
    /// <summary>
    /// NORMAL does not flush the log at a commit: a power cut may take the newest samples, never a commit of the journal, whose own connection
    /// flushes all that the log holds before it.
    /// </summary>
    public const string PrepareWriter = "PRAGMA synchronous = NORMAL";

    /// <summary>
    /// Whether all samples that a stretch's roll-up counts are still there; when some were pruned it can't be made again. Also true when there
    /// is no roll-up.
    /// </summary>
    public static readonly string IsWhole =
        $"""
        SELECT NOT EXISTS (
            SELECT 1 FROM metric_rollups WHERE namespace = 'default' AND app = @app AND start = @start AND samples <> (
                SELECT count(*) FROM metric_samples
                WHERE namespace = 'default' AND app = @app AND at >= @start AND at < @start + {MetricSql.Stretch}))
        """;

    public static readonly string PutSample =
        $"""
        INSERT INTO metric_samples (app, at, {MetricSql.SampleFigures})
        VALUES (@app, @at, @cpu, @memory, @bytes, @rps, @p50, @p95, @p99, @errors, @connections, @held, @healthy, @total)
        ON CONFLICT (namespace, app, at) DO UPDATE SET {MetricSql.ReplaceSample}
        """;

    /// <summary>Makes a stretch's roll-up again of its samples, so nothing counts twice however often it is written.</summary>
    public static readonly string RollUp =
        $"""
        INSERT INTO metric_rollups (app, start, {MetricSql.RollupFigures})
        SELECT @app, @start, {MetricSql.RollUp} FROM metric_samples
        WHERE namespace = 'default' AND app = @app AND at >= @start AND at < @start + {MetricSql.Stretch}
        ON CONFLICT (namespace, app, start) DO UPDATE SET {MetricSql.ReplaceRollup}
        """;

    /// <summary>In portions, so that a commit never waits long for a large clean-up.</summary>
    public const string PruneSamples =
        """
        DELETE FROM metric_samples WHERE (namespace, app, at) IN (
            SELECT namespace, app, at FROM metric_samples WHERE at < @before LIMIT @portion)
        """;

    public const string PruneRollups =
        """
        DELETE FROM metric_rollups WHERE (namespace, app, start) IN (
            SELECT namespace, app, start FROM metric_rollups WHERE start <= @before LIMIT @portion)
        """;
}
