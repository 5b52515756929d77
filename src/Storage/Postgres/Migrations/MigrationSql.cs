namespace Orchestry.Storage.Postgres.Migrations;

/// <summary>The statements around the steps.</summary>
internal static class MigrationSql
{
    /// <summary>A step works through whole tables, and waits for other nodes' steps: far longer than an ordinary statement may.</summary>
    public const int TimeoutInSeconds = 60;

    /// <summary>The key is "orchestr" in ASCII. Only programs of this product in this database take it.</summary>
    public const string Lock = "SELECT pg_advisory_xact_lock(8030590385584829554)";

    /// <summary>Not to_regclass: that goes by a cache, which within the transaction does not hear of the table that another node just made.</summary>
    public const string HasVersionTable =
        "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE tablename = 'schema_version' AND schemaname = ANY (current_schemas(false)))";

    public const string ReadVersion = "SELECT coalesce(max(version), 0) FROM schema_version";

    public const string WriteVersion =
        """
        CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL);
        DELETE FROM schema_version;
        INSERT INTO schema_version (version) VALUES (@version)
        """;

    /// <summary>Nodes that gave a sign of life lately and know less than a version. Half a minute covers every heartbeat's pause.</summary>
    public const string NodesBehind =
        """
        SELECT node_id || ' (release ' || version || ', schema version ' || schema_version || ')' FROM cluster_nodes
        WHERE schema_version < @oldest AND last_heartbeat > clock_timestamp() - interval '30 seconds' ORDER BY node_id
        """;
}
