using Orchestry.Core.Metrics;
using Orchestry.Storage.Metrics;

namespace Orchestry.Storage.Sqlite.Metrics;

/// <summary>
/// The samples of the past, in the file of an open store. Writing takes turns with the store's commits in short transactions that do not wait for
/// the disk, so that none waits long; what is left of an append that failed in the middle can be appended again.
/// </summary>
public sealed class SqliteMetricHistory(SqliteStore store) : IMetricHistory
{
    private const int Portion = 100;
    private const int PrunePortion = 2000;

    /// <inheritdoc/>
    public async Task AppendAsync(IReadOnlyList<MetricSample> samples, long term, CancellationToken cancellationToken)
    {
        foreach (var portion in MetricBatch.Of(samples).Chunk(Portion))
        {
            await store.WriteAsync(open => open.Metrics.Append(portion, term), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<MetricSample>> ReadAsync(MetricQuery query, CancellationToken cancellationToken)
    {
        MetricStretch.Check(query);
        return store.ReadAsync<IReadOnlyList<MetricSample>>(open => Read(open.Reader, query), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> PruneAsync(DateTimeOffset samplesBefore, DateTimeOffset rollupsBefore, CancellationToken cancellationToken)
    {
        var latest = samplesBefore > rollupsBefore ? samplesBefore : rollupsBefore;
        return await PruneAsync(SqliteMetricSql.PruneSamples, latest.UtcTicks, cancellationToken)
            + await PruneAsync(SqliteMetricSql.PruneRollups, rollupsBefore.UtcTicks - MetricStretch.Shortest.Ticks, cancellationToken);
    }

    private async Task<long> PruneAsync(string sql, long before, CancellationToken cancellationToken)
    {
        var (total, deleted) = (0L, PrunePortion);
        for (; deleted == PrunePortion; total += deleted)
        {
            deleted = await store.WriteAsync(open => open.Metrics.Prune(sql, before, PrunePortion), cancellationToken);
        }

        return total;
    }

    private static List<MetricSample> Read(SqliteReader reader, MetricQuery query)
    {
        using var connection = reader.Open();
        using var command = MetricPoints.Command(connection, query, query.App);
        using var rows = command.ExecuteReader();
        var points = new List<MetricSample>();
        while (rows.Read())
        {
            points.Add(MetricPoints.Read(rows, query.App));
        }

        points.Reverse();
        return points;
    }
}
