using Orchestry.Storage.Metrics;

namespace Orchestry.Storage.Postgres.Metrics;

/// <summary>The statements about samples and roll-ups that are PostgreSQL's own.</summary>
internal static class PostgresMetricSql
{
    /// <summary>
    /// One append at a time, until its transaction ends. Not by the row that commits are fenced with: they must not wait for figures. A statement
    /// of its own, since one that waited here would go on with what it saw before. The key is made of the table's own oid, so that two clusters
    /// in two schemas of one database never meet.
    /// </summary>
    public const string Lock = "SELECT pg_advisory_xact_lock(1330791241, 'metric_rollups'::regclass::oid::integer)";

    /// <summary>
    /// No row comes back when the term has passed. A statement of an older term that was under way when a newer one began comes before all
    /// of that, because of the lock. The roll-ups of the stretches that are written to are made again of all their samples, so nothing counts
    /// twice however often it is written; a stretch of which samples were pruned, which its roll-up counts and the table no longer has, is left as
    /// it is. Subqueries of one value, OFFSET 0 and NOT IN are there because a planner that has no statistics yet can't make anything of them but
    /// looks into an index and a hash.
    /// Parameters: 1 term, 2 apps, 3 times, 4 starts of their stretches, 5-16 figures.
    /// </summary>
    public static readonly string Append =
        $"""
        WITH fence AS (
            SELECT id FROM journal WHERE id = 1 AND term <= $1
        ), new AS (
            SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                AS new (app, at, start, {MetricSql.SampleFigures})
        ), whole AS (
            SELECT app, start FROM fence, (SELECT DISTINCT app, start FROM new) AS touched
            WHERE coalesce(
                (SELECT samples FROM metric_rollups AS rollup
                 WHERE rollup.namespace = 'default' AND rollup.app = touched.app AND rollup.start = touched.start)
                = (SELECT count(*) FROM metric_samples AS kept
                   WHERE kept.namespace = 'default' AND kept.app = touched.app
                       AND kept.at >= touched.start AND kept.at < touched.start + {MetricSql.Stretch}),
                true)
        ), accepted AS (
            SELECT new.* FROM new JOIN whole USING (app, start)
        ), written AS (
            INSERT INTO metric_samples (app, at, {MetricSql.SampleFigures}) SELECT app, at, {MetricSql.SampleFigures} FROM accepted
            ON CONFLICT (namespace, app, at) DO UPDATE SET {MetricSql.ReplaceSample}
        ), together AS (
            SELECT app, start, {MetricSql.SampleFigures} FROM accepted
            UNION ALL
            SELECT whole.app, whole.start, {MetricSql.SampleFigures} FROM whole, LATERAL (
                SELECT at, {MetricSql.SampleFigures} FROM metric_samples AS sample
                WHERE sample.namespace = 'default' AND sample.app = whole.app
                    AND sample.at >= whole.start AND sample.at < whole.start + {MetricSql.Stretch} OFFSET 0) AS kept
            WHERE (whole.app, kept.at) NOT IN (SELECT app, at FROM accepted)
        ), rolled AS (
            INSERT INTO metric_rollups (app, start, {MetricSql.RollupFigures})
            SELECT app, start, {MetricSql.RollUp} FROM together GROUP BY app, start
            ON CONFLICT (namespace, app, start) DO UPDATE SET {MetricSql.ReplaceRollup}
        )
        SELECT id FROM fence
        """;

    /// <summary>In portions, so that no statement runs into the time limit. Rows are found by where they lie: a join would read the table.</summary>
    public const string PruneSamples =
        "DELETE FROM metric_samples WHERE ctid = ANY (ARRAY(SELECT ctid FROM metric_samples WHERE at < @before LIMIT @portion))";

    public const string PruneRollups =
        "DELETE FROM metric_rollups WHERE ctid = ANY (ARRAY(SELECT ctid FROM metric_rollups WHERE start <= @before LIMIT @portion))";
}
