using Dapper;
using Microsoft.Data.Sqlite;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Storage.Metrics;

namespace Orchestry.Storage.Sqlite.Metrics;

/// <summary>
/// The connection that writes samples. It is another than the one that commits, because it does not flush; but the store lets only one of the
/// two in at a time. SQLite would let them wait for each other too, by asking again after pauses far longer than either of them needs.
/// </summary>
internal sealed class SqliteMetricWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _isWhole;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _rollUp;

    /// <summary>Takes over an open connection to a migrated database.</summary>
    public SqliteMetricWriter(SqliteConnection connection)
    {
        _connection = connection;
        connection.Execute(SqliteMetricSql.PrepareWriter);
        _isWhole = Prepare(SqliteMetricSql.IsWhole, "@app", "@start");
        _put = Prepare(
            SqliteMetricSql.PutSample,
            "@app", "@at", "@cpu", "@memory", "@bytes", "@rps", "@p50", "@p95", "@p99", "@errors", "@connections", "@held", "@healthy", "@total");
        _rollUp = Prepare(SqliteMetricSql.RollUp, "@app", "@start");
    }

    /// <summary>Writes samples and the roll-ups of their stretches in one transaction.</summary>
    public int Append(IReadOnlyList<MetricSample> samples, long term)
    {
        using var transaction = _connection.BeginTransaction();
        if (_connection.ExecuteScalar<long>(SqliteSql.ReadTerm, transaction: transaction) is var current && current > term)
        {
            throw new TermPassedException(term, current);
        }

        foreach (var stretch in samples.GroupBy(sample => (sample.App, Start: MetricBatch.StartOf(sample))))
        {
            if (Bind(_isWhole, transaction, stretch.Key.App, stretch.Key.Start).ExecuteScalar() is 1L)
            {
                foreach (var sample in stretch)
                {
                    Put(transaction, sample);
                }

                Bind(_rollUp, transaction, stretch.Key.App, stretch.Key.Start).ExecuteNonQuery();
            }
        }

        transaction.Commit();
        return samples.Count;
    }

    /// <summary>Deletes one portion of what is old.</summary>
    /// <returns>How many rows were deleted; fewer than a portion when none is left.</returns>
    public int Prune(string sql, long before, int portion) => _connection.Execute(sql, new { before, portion });

    public void Dispose()
    {
        _isWhole.Dispose();
        _put.Dispose();
        _rollUp.Dispose();
        _connection.Dispose();
    }

    private void Put(SqliteTransaction transaction, MetricSample sample) => Bind(
        _put, transaction,
        sample.App, sample.At.UtcTicks, sample.CpuPercent, sample.MemoryPercent, sample.MemoryBytes, sample.Rps, sample.LatencyP50Ms,
        sample.LatencyP95Ms, sample.LatencyP99Ms, sample.ErrorsPerSecond, sample.Connections, sample.Held, sample.HealthyReplicas,
        sample.TotalReplicas).ExecuteNonQuery();

    private static SqliteCommand Bind(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
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
