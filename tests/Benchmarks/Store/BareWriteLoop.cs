using Dapper;
using Microsoft.Data.Sqlite;

namespace Orchestry.Benchmarks.Store;

/// <summary>The yardstick: the same two rows with prepared statements, one transaction and one flush per write, and nothing else.</summary>
internal sealed class BareWriteLoop : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _event;
    private readonly SqliteCommand _resource;
    private int _count;

    public BareWriteLoop(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        _connection.Execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE resources (name TEXT PRIMARY KEY, spec TEXT NOT NULL);
            CREATE TABLE events (revision INTEGER PRIMARY KEY, type TEXT, component TEXT, reason TEXT, application TEXT, message TEXT, at INTEGER);
            """);
        _event = Prepare("INSERT INTO events VALUES (NULL, 'scaling', 'replica', 'ContainerStarted', 'web', @message, 1)", "@message");
        _resource = Prepare(
            "INSERT INTO resources VALUES (@name, @spec) ON CONFLICT (name) DO UPDATE SET spec = excluded.spec", "@name", "@spec");
    }

    /// <summary>Writes per second.</summary>
    public double Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        var (before, start) = (_count, TimeProvider.System.GetTimestamp());
        for (; TimeProvider.System.GetElapsedTime(start) < duration; _count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = _connection.BeginTransaction();
            (_event.Transaction, _resource.Transaction) = (transaction, transaction);
            _event.Parameters[0].Value = $"Started replica {_count} for caller 0.";
            _event.ExecuteNonQuery();
            (_resource.Parameters[0].Value, _resource.Parameters[1].Value) = ($"web-{_count % BenchChange.Resources}", BenchChange.Spec);
            _resource.ExecuteNonQuery();
            transaction.Commit();
        }

        return (_count - before) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _event.Dispose();
        _resource.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }
}
