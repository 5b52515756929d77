using Dapper;
using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Storage.Metrics;

namespace Orchestry.Storage.Postgres.Metrics;

/// <summary>
/// The samples of the past, in the database of the store; it must have been opened once. An append is one round trip and one transaction for
/// up to <see cref="Portion"/> samples; what is left of one that failed in the middle can be appended again.
/// </summary>
public sealed class PostgresMetricHistory(PostgresDatabase database) : IMetricHistory
{
    private const int Portion = 500;
    private const int PrunePortion = 5000;

    /// <inheritdoc/>
    public async Task AppendAsync(IReadOnlyList<MetricSample> samples, long term, CancellationToken cancellationToken)
    {
        foreach (var portion in MetricBatch.Of(samples).Chunk(Portion))
        {
            if (!await database.AskAsync(connection => AppendAsync(connection, portion, term), cancellationToken))
            {
                throw new TermPassedException(
                    term, await database.AskAsync(connection => connection.ExecuteScalarAsync<long>(PostgresSql.ReadTerm), cancellationToken));
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MetricSample>> ReadAsync(MetricQuery query, CancellationToken cancellationToken)
    {
        MetricStretch.Check(query);
        return database.AskAsync(connection => ReadAsync(connection, query), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> PruneAsync(DateTimeOffset samplesBefore, DateTimeOffset rollupsBefore, CancellationToken cancellationToken)
    {
        var latest = samplesBefore > rollupsBefore ? samplesBefore : rollupsBefore;
        return await PruneAsync(PostgresMetricSql.PruneSamples, latest.UtcTicks, cancellationToken)
            + await PruneAsync(PostgresMetricSql.PruneRollups, rollupsBefore.UtcTicks - MetricStretch.Shortest.Ticks, cancellationToken);
    }

    private async Task<long> PruneAsync(string sql, long before, CancellationToken cancellationToken)
    {
        var (total, deleted) = (0L, PrunePortion);
        for (; deleted == PrunePortion; total += deleted)
        {
            deleted = await database.AskAsync(
                connection => connection.ExecuteAsync(sql, new { before, portion = PrunePortion }), cancellationToken);
        }

        return total;
    }

    private static async Task<bool> AppendAsync(NpgsqlConnection connection, MetricSample[] samples, long term)
    {
        // A batch is one transaction and one round trip.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresMetricSql.Lock));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresMetricSql.Append)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = term },
                PostgresArray.Texts(samples, sample => sample.App),
                PostgresArray.Numbers(samples, sample => sample.At.UtcTicks),
                PostgresArray.Numbers(samples, MetricBatch.StartOf),
                PostgresArray.Figures(samples, sample => sample.CpuPercent),
                PostgresArray.Figures(samples, sample => sample.MemoryPercent),
                PostgresArray.MaybeNumbers(samples, sample => sample.MemoryBytes),
                PostgresArray.Figures(samples, sample => sample.Rps),
                PostgresArray.Figures(samples, sample => sample.LatencyP50Ms),
                PostgresArray.Figures(samples, sample => sample.LatencyP95Ms),
                PostgresArray.Figures(samples, sample => sample.LatencyP99Ms),
                PostgresArray.Figures(samples, sample => sample.ErrorsPerSecond),
                PostgresArray.MaybeNumbers(samples, sample => sample.Connections),
                PostgresArray.Numbers(samples, sample => sample.Held),
                PostgresArray.Numbers(samples, sample => sample.HealthyReplicas),
                PostgresArray.Numbers(samples, sample => sample.TotalReplicas),
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        var isInTerm = await reader.ReadAsync(CancellationToken.None);
        // The row comes before the commit; only the end of the answer says that it is done.
        while (await reader.NextResultAsync(CancellationToken.None))
        {
        }

        return isInTerm;
    }

    private static async Task<IReadOnlyList<MetricSample>> ReadAsync(NpgsqlConnection connection, MetricQuery query)
    {
        await using var command = MetricPoints.Command(connection, query, PostgresText.Write(query.App)!);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        var points = new List<MetricSample>();
        while (await reader.ReadAsync(CancellationToken.None))
        {
            points.Add(MetricPoints.Read(reader, query.App));
        }

        points.Reverse();
        return points;
    }
}
