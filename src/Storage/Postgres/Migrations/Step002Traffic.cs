namespace Orchestry.Storage.Postgres.Migrations;

/// <summary>
/// What the nodes say of their ingresses, the newest figures of applications, and their history. Programs of the version before write readings
/// without figures, and know nothing of the rest. A roll-up holds sums and counts, for means that stay exact however many are put together; a
/// latency's weight is the requests per second of the samples that have it. <c>at</c> and <c>start</c> count ticks like <c>events.at</c>. Rows
/// that are written over and over have room beside them.
/// </summary>
internal static class Step002Traffic
{
    public static readonly PostgresMigration Migration = new(2, "traffic of nodes, figures of applications and their history",
        """
        ALTER TABLE readings ADD COLUMN metrics text;

        CREATE TABLE node_traffic (
            node_id   text PRIMARY KEY,
            posted_at timestamptz NOT NULL,
            content   text NOT NULL
        ) WITH (fillfactor = 10);

        CREATE TABLE metric_samples (
            namespace         text NOT NULL DEFAULT 'default',
            app               text NOT NULL,
            at                bigint NOT NULL,
            cpu_percent       double precision,
            memory_percent    double precision,
            memory_bytes      bigint,
            rps               double precision,
            latency_p50_ms    double precision,
            latency_p95_ms    double precision,
            latency_p99_ms    double precision,
            errors_per_second double precision,
            connections       integer,
            held              integer NOT NULL,
            healthy_replicas  integer NOT NULL,
            total_replicas    integer NOT NULL,
            PRIMARY KEY (namespace, app, at)
        );
        CREATE INDEX metric_samples_by_time ON metric_samples (at);

        CREATE TABLE metric_rollups (
            namespace               text NOT NULL DEFAULT 'default',
            app                     text NOT NULL,
            start                   bigint NOT NULL,
            samples                 integer NOT NULL,
            cpu_percent_sum         double precision,
            cpu_percent_count       integer NOT NULL,
            memory_percent_sum      double precision,
            memory_percent_count    integer NOT NULL,
            memory_bytes_sum        double precision,
            memory_bytes_count      integer NOT NULL,
            rps_sum                 double precision,
            rps_count               integer NOT NULL,
            errors_per_second_sum   double precision,
            errors_per_second_count integer NOT NULL,
            latency_p50_sum         double precision,
            latency_p50_weight      double precision,
            latency_p95_sum         double precision,
            latency_p95_weight      double precision,
            latency_p99_sum         double precision,
            latency_p99_weight      double precision,
            connections             integer,
            held                    integer NOT NULL,
            healthy_replicas        integer NOT NULL,
            total_replicas          integer NOT NULL,
            PRIMARY KEY (namespace, app, start)
        ) WITH (fillfactor = 80);
        CREATE INDEX metric_rollups_by_time ON metric_rollups (start);
        """);
}
