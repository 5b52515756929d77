using Npgsql;

namespace Orchestry.Benchmarks.Store;

/// <summary>
/// The yardstick on PostgreSQL: the same two rows with prepared statements in one round trip, one transaction and one flush per write, and
/// nothing else.
/// </summary>
internal sealed class BarePostgresLoop : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _batch;
    private int _count;

    private BarePostgresLoop(NpgsqlConnection connection)
    {
        _connection = connection;
        _batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("INSERT INTO events VALUES (DEFAULT, 'scaling', 'replica', 'ContainerStarted', 'web', $1, 1)")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = "" } },
                },
                new NpgsqlBatchCommand("INSERT INTO resources VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET spec = excluded.spec")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = "" }, new NpgsqlParameter<string> { TypedValue = BenchChange.Spec } },
                },
            },
        };
    }

    public static async Task<BarePostgresLoop> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var loop = new BarePostgresLoop(new NpgsqlConnection(connectionString));
        await loop._connection.OpenAsync(cancellationToken);
        await using var tables = new NpgsqlCommand(
            """
            CREATE TABLE resources (name text PRIMARY KEY, spec text NOT NULL);
            CREATE TABLE events (revision bigserial PRIMARY KEY, type text, component text, reason text, application text, message text, at bigint);
            """,
            loop._connection);
        await tables.ExecuteNonQueryAsync(cancellationToken);
        await loop._batch.PrepareAsync(cancellationToken);
        return loop;
    }

    /// <summary>Writes per second.</summary>
    public async Task<double> MeasureAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var (before, start) = (_count, TimeProvider.System.GetTimestamp());
        for (; TimeProvider.System.GetElapsedTime(start) < duration; _count++)
        {
            ((NpgsqlParameter<string>)_batch.BatchCommands[0].Parameters[0]).TypedValue = $"Started replica {_count} for caller 0.";
            ((NpgsqlParameter<string>)_batch.BatchCommands[1].Parameters[0]).TypedValue = $"web-{_count % BenchChange.Resources}";
            await _batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return (_count - before) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
