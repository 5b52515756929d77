namespace Orchestry.Storage.Sqlite.Migrations;

/// <summary>
/// The history of the applications' figures. A roll-up holds sums and counts, for means that stay exact however many are put together; a
/// latency's weight is the requests per second of the samples that have it. <c>at</c> and <c>start</c> count ticks like <c>events.at</c>.
/// Both tables lie in the order of their keys, which is the order they are read in.
/// </summary>
internal static class Step002Traffic
{
    public static readonly SqliteMigration Migration = new(2, "figures of applications and their history",
        """
        CREATE TABLE metric_samples (
            namespace         TEXT NOT NULL DEFAULT 'default',
            app               TEXT NOT NULL,
            at                INTEGER NOT NULL,
            cpu_percent       REAL,
            memory_percent    REAL,
            memory_bytes      INTEGER,
            rps               REAL,
            latency_p50_ms    REAL,
            latency_p95_ms    REAL,
            latency_p99_ms    REAL,
            errors_per_second REAL,
            connections       INTEGER,
            held              INTEGER NOT NULL,
            healthy_replicas  INTEGER NOT NULL,
            total_replicas    INTEGER NOT NULL,
            PRIMARY KEY (namespace, app, at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX metric_samples_by_time ON metric_samples (at);

        CREATE TABLE metric_rollups (
            namespace               TEXT NOT NULL DEFAULT 'default',
            app                     TEXT NOT NULL,
            start                   INTEGER NOT NULL,
            samples                 INTEGER NOT NULL,
            cpu_percent_sum         REAL,
            cpu_percent_count       INTEGER NOT NULL,
            memory_percent_sum      REAL,
            memory_percent_count    INTEGER NOT NULL,
            memory_bytes_sum        REAL,
            memory_bytes_count      INTEGER NOT NULL,
            rps_sum                 REAL,
            rps_count               INTEGER NOT NULL,
            errors_per_second_sum   REAL,
            errors_per_second_count INTEGER NOT NULL,
            latency_p50_sum         REAL,
            latency_p50_weight      REAL,
            latency_p95_sum         REAL,
            latency_p95_weight      REAL,
            latency_p99_sum         REAL,
            latency_p99_weight      REAL,
            connections             INTEGER,
            held                    INTEGER NOT NULL,
            healthy_replicas        INTEGER NOT NULL,
            total_replicas          INTEGER NOT NULL,
            PRIMARY KEY (namespace, app, start)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX metric_rollups_by_time ON metric_rollups (start);
        """);
}
