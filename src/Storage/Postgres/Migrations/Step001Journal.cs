namespace Orchestry.Storage.Postgres.Migrations;

/// <summary>
/// Resources, their journal, the lease and the nodes. The row in <c>journal</c> is the fence: its term is raised when an office begins, and
/// every commit locks it. <c>events.at</c> counts ticks of 100 ns since the year 1, UTC, which a timestamp of PostgreSQL would round; the
/// times of lease and nodes are the database's own.
/// </summary>
internal static class Step001Journal
{
    public static readonly PostgresMigration Migration = new(1, "resources, their journal, the lease and the nodes",
        """
        CREATE TABLE journal (
            id            integer PRIMARY KEY CHECK (id = 1),
            last_revision bigint NOT NULL,
            term          bigint NOT NULL
        ) WITH (fillfactor = 10);
        INSERT INTO journal (id, last_revision, term) VALUES (1, 0, 0);

        CREATE TABLE resources (
            kind      text NOT NULL,
            namespace text NOT NULL,
            name      text NOT NULL,
            revision  bigint NOT NULL,
            spec      text NOT NULL,
            status    text,
            PRIMARY KEY (kind, namespace, name)
        );

        CREATE TABLE events (
            revision           bigint PRIMARY KEY,
            type               text NOT NULL,
            level              text NOT NULL,
            component          text NOT NULL,
            reason             text NOT NULL,
            application        text,
            message            text NOT NULL,
            details            text,
            at                 bigint NOT NULL,
            term               bigint NOT NULL,
            resource_kind      text,
            resource_namespace text,
            resource_name      text,
            is_delete          boolean NOT NULL
        );
        CREATE INDEX events_by_application ON events (application, revision) WHERE application IS NOT NULL;
        CREATE INDEX events_by_time ON events (at);

        CREATE TABLE leader_lease (
            id          integer PRIMARY KEY CHECK (id = 1),
            leader_id   text NOT NULL,
            hostname    text NOT NULL,
            api_url     text NOT NULL,
            term        bigint NOT NULL,
            holds_lock  boolean NOT NULL,
            acquired_at timestamptz NOT NULL,
            renewed_at  timestamptz NOT NULL,
            expires_at  timestamptz NOT NULL
        ) WITH (fillfactor = 10);

        CREATE TABLE cluster_nodes (
            node_id        text PRIMARY KEY,
            hostname       text NOT NULL,
            api_url        text NOT NULL,
            version        text NOT NULL,
            schema_version integer NOT NULL,
            started_at     timestamptz NOT NULL,
            last_heartbeat timestamptz NOT NULL
        ) WITH (fillfactor = 10);

        CREATE SEQUENCE readings_sequence;
        CREATE TABLE readings (
            namespace text NOT NULL,
            app       text NOT NULL,
            sequence  bigint NOT NULL,
            content   text NOT NULL,
            PRIMARY KEY (namespace, app)
        ) WITH (fillfactor = 50);
        """);
}
