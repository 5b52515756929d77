using System.Collections.Immutable;
using Npgsql;
using Orchestry.Core.Cluster;
using Orchestry.Storage.Postgres.Migrations;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>The nodes of the cluster in a shared PostgreSQL: each gives its own sign of life and reads the rest in the same round trip.</summary>
public sealed class PostgresMembership(
    PostgresDatabase database, ClusterNode self, string version, LeaseOptions options) : IMembership
{
    private const string Beat =
        """
        INSERT INTO cluster_nodes (node_id, hostname, api_url, version, schema_version, started_at, last_heartbeat)
        VALUES ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp())
        ON CONFLICT (node_id) DO UPDATE SET
            hostname = EXCLUDED.hostname, api_url = EXCLUDED.api_url, version = EXCLUDED.version, schema_version = EXCLUDED.schema_version,
            last_heartbeat = EXCLUDED.last_heartbeat
        """;

    /// <summary>Rows that another node is just writing are skipped: it is not silent, and two nodes must not wait for each other here.</summary>
    private const string Forget =
        """
        DELETE FROM cluster_nodes WHERE node_id IN (
            SELECT node_id FROM cluster_nodes WHERE last_heartbeat < clock_timestamp() - interval '24 hours' FOR UPDATE SKIP LOCKED)
        """;

    private const string ReadLease =
        """
        SELECT leader_id, hostname, api_url, term, acquired_at, renewed_at, expires_at, expires_at - clock_timestamp()
        FROM leader_lease WHERE id = 1
        """;

    private const string ReadNodes =
        """
        SELECT node_id, hostname, api_url, version, last_heartbeat, last_heartbeat > clock_timestamp() - $1
        FROM cluster_nodes ORDER BY node_id COLLATE "C"
        """;

    private const string Leave = "DELETE FROM cluster_nodes WHERE node_id = $1";

    /// <inheritdoc/>
    public Task<ClusterReading> BeatAsync(CancellationToken cancellationToken) => database.AskAsync(BeatAsync, cancellationToken);

    /// <inheritdoc/>
    public Task LeaveAsync(CancellationToken cancellationToken) => database.AskAsync(LeaveAsync, cancellationToken);

    /// <inheritdoc/>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        database.News.Start();
        return database.News.Lease.WaitAsync(atMost, cancellationToken);
    }

    private async Task<ClusterReading> BeatAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(Beat, self.Id, self.Hostname, self.ApiUrl, version, PostgresMigration.All[^1].Version));
        batch.BatchCommands.Add(Command(Forget));
        batch.BatchCommands.Add(Command(ReadLease));
        batch.BatchCommands.Add(Command(ReadNodes, options.NodeSilence));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (lease, remaining) = await reader.ReadAsync(cancellationToken)
            ? (LeaseOf(reader), reader.GetTimeSpan(7))
            : (null, TimeSpan.Zero);
        await reader.NextResultAsync(cancellationToken);
        var nodes = ImmutableArray.CreateBuilder<NodeStatus>();
        while (await reader.ReadAsync(cancellationToken))
        {
            nodes.Add(StatusOf(reader));
        }

        return new ClusterReading(lease, remaining, nodes.DrainToImmutable());
    }

    private async Task<int> LeaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(Leave, self.Id));
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NodeStatus StatusOf(NpgsqlDataReader reader) =>
        new(NodeOf(reader), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetBoolean(5));

    private static Lease LeaseOf(NpgsqlDataReader reader) => new(
        NodeOf(reader), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5),
        reader.GetFieldValue<DateTimeOffset>(6));

    private static ClusterNode NodeOf(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetString(1), reader.GetString(2));

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
