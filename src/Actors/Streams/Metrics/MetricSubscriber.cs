using System.Runtime.CompilerServices;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Metrics;

/// <summary>One subscriber's way through an application's figures: the past from the history, and then what the feed has.</summary>
internal sealed class MetricSubscriber(MetricFeed feed, SeriesStreamRequest request, IMetricHistory history, TimeProvider clock)
{
    private const int LargestBatch = 64;
    private const int LargestPast = 100_000;

    /// <summary>The batches of <see cref="Subscription.Batches"/>.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (figures, newest) = feed.Attach(cancellationToken);
        using (figures)
        {
            var past = await ReadPastAsync(newest, cancellationToken);
            if (past.Length > 0)
            {
                yield return past;
            }

            var last = (past.Length > 0 ? (past[^1] as MetricItem)?.Sample.At : null) ?? request.After ?? newest?.At;
            var taken = new MetricItem[LargestBatch];
            var batch = new StreamItem[LargestBatch + 1];
            while (await figures.MoreAsync())
            {
                for (int read; (read = figures.Read(taken, out var missed)) > 0;)
                {
                    var count = 0;
                    foreach (var item in taken.AsSpan(0, read))
                    {
                        if (item.Sample.At <= last)
                        {
                            continue;
                        }

                        if (missed > 0)
                        {
                            batch[count++] = new MetricGapItem(last ?? item.Sample.At, item.Sample.At, HubReading.TooSlow, clock.GetUtcNow());
                            missed = 0;
                        }

                        batch[count++] = item;
                        last = item.Sample.At;
                    }

                    if (count > 0)
                    {
                        yield return batch.AsMemory(0, count);
                    }
                }
            }
        }
    }

    private async Task<StreamItem[]> ReadPastAsync(MetricSample? newest, CancellationToken cancellationToken)
    {
        try
        {
            if (request.After is { } after)
            {
                return await ReadAfterAsync(after, newest, cancellationToken);
            }

            var wanted = request.Since is null ? request.Tail ?? 0 : request.Tail ?? LargestPast;
            return wanted == 0 || newest is null ? []
                : [.. await ReadAsync(request.Since, newest, wanted, cancellationToken)];
        }
        catch (StoreException error)
        {
            throw new StreamEndedException(StreamEnd.Failed, null, error.Message, error);
        }
    }

    /// <summary>What came after the last figures that the subscriber got. Where those are not kept any more, others after them may be gone, too.</summary>
    private async Task<StreamItem[]> ReadAfterAsync(DateTimeOffset after, MetricSample? newest, CancellationToken cancellationToken)
    {
        if (newest is null || newest.At <= after)
        {
            return [];
        }

        var samples = await ReadAsync(after, newest, LargestPast, cancellationToken);
        // A tick before them is the place of an earlier announcement: nothing lies between.
        return samples[0].Sample.At <= after.AddTicks(1)
            ? [.. samples.SkipWhile(s => s.Sample.At <= after)]
            : [new MetricGapItem(after, samples[0].Sample.At, "The figures after the cursor are not kept any more", clock.GetUtcNow()), .. samples];
    }

    /// <summary>The newest of the feed is among them, even where it is not in the history yet.</summary>
    private async Task<List<MetricItem>> ReadAsync(DateTimeOffset? from, MetricSample newest, int limit, CancellationToken cancellationToken)
    {
        var samples = await history.ReadAsync(
            new MetricQuery(feed.App.Name.Value, feed.App.OwnSince(from), newest.At.AddTicks(1), null, limit), cancellationToken);
        var items = samples.Select(s => new MetricItem(s)).ToList();
        if (items.Count == 0 || items[^1].Sample.At < newest.At)
        {
            items.Add(new MetricItem(newest));
        }

        return items.Count > limit ? items[^limit..] : items;
    }
}
