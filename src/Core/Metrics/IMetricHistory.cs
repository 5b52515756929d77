namespace Orchestry.Core.Metrics;

/// <summary>
/// The samples of the past. Written by the leader alone, read by every node. Kept as they were recorded for a while, and longer rolled up by
/// five minutes. It is no part of the journal: a sample that could not be written is lost, and nothing waits for it.
/// </summary>
public interface IMetricHistory
{
    /// <summary>
    /// Adds samples; one of the same application and time replaces the earlier. Five minutes of which samples were pruned are closed: what comes
    /// for them later is dropped, since it could not be told from what they count already. A figure that is no finite number is kept as not
    /// measured. Throws <see cref="Journal.StoreException"/>, or <see cref="Journal.TermPassedException"/> when the term is over.
    /// </summary>
    Task AppendAsync(IReadOnlyList<MetricSample> samples, long term, CancellationToken cancellationToken);

    /// <summary>Points of one application, oldest first. Throws <see cref="Journal.StoreException"/>.</summary>
    Task<IReadOnlyList<MetricSample>> ReadAsync(MetricQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes samples recorded before <paramref name="samplesBefore"/>, which stay as part of their five minutes, and everything of before
    /// <paramref name="rollupsBefore"/>; five minutes that end later stay. Throws <see cref="Journal.StoreException"/>.
    /// </summary>
    /// <returns>How many rows were deleted.</returns>
    Task<long> PruneAsync(DateTimeOffset samplesBefore, DateTimeOffset rollupsBefore, CancellationToken cancellationToken);
}

/// <summary>Which points to read.</summary>
/// <param name="App">The application.</param>
/// <param name="From">Points at or after this time.</param>
/// <param name="To">Points before this time.</param>
/// <param name="Interval">
/// Whole multiples of five minutes: one point for each such stretch of time since 1970, at its start, with what its samples say together
/// (means; latencies weighted by requests; connections, held and replicas at their highest); stretches without a sample are left out. A latency of
/// a sample without requests weighs nothing. At most 366 days. Null: the samples as they were recorded.
/// </param>
/// <param name="Limit">The newest this many, 1 to 100,000.</param>
public sealed record MetricQuery(string App, DateTimeOffset From, DateTimeOffset To, TimeSpan? Interval, int Limit);
