namespace Orchestry.Storage.Sqlite.Migrations;

/// <summary>
/// Resources and their journal. The row in <c>journal</c> holds the last revision, which must outlive pruned events, and the highest
/// term seen. <c>events.at</c> counts ticks of 100 ns since the year 1, UTC: exact, and sortable as a number.
/// </summary>
internal static class Step001Journal
{
    public static readonly SqliteMigration Migration = new(1, "resources and their journal",
        """
        CREATE TABLE journal (
            id            INTEGER PRIMARY KEY CHECK (id = 1),
            last_revision INTEGER NOT NULL,
            term          INTEGER NOT NULL
        ) STRICT;
        INSERT INTO journal (id, last_revision, term) VALUES (1, 0, 0);

        CREATE TABLE resources (
            kind      TEXT NOT NULL,
            namespace TEXT NOT NULL,
            name      TEXT NOT NULL,
            revision  INTEGER NOT NULL,
            spec      TEXT NOT NULL,
            status    TEXT,
            PRIMARY KEY (kind, namespace, name)
        ) STRICT;

        CREATE TABLE events (
            revision           INTEGER PRIMARY KEY,
            type               TEXT NOT NULL,
            level              TEXT NOT NULL,
            component          TEXT NOT NULL,
            reason             TEXT NOT NULL,
            application        TEXT,
            message            TEXT NOT NULL,
            details            TEXT,
            at                 INTEGER NOT NULL,
            resource_kind      TEXT,
            resource_namespace TEXT,
            resource_name      TEXT,
            is_delete          INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX events_by_application ON events (application, revision) WHERE application IS NOT NULL;
        CREATE INDEX events_by_time ON events (at);
        """);
}
