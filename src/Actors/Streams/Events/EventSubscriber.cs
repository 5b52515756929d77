using System.Buffers;
using System.Runtime.CompilerServices;
using Orchestry.Actors.Kernel.Streams;
using Orchestry.Core.Journal;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Events;

/// <summary>
/// One subscriber's way through the journal: the past from the store, up to where the feed was when it attached, and then what the feed has. It
/// loses nothing that retention has not deleted: one that is too slow for the feed is ended, and comes back with its cursor.
/// </summary>
internal sealed class EventSubscriber(EventFeed feed, EventStreamRequest request, IStore store, TimeProvider clock)
{
    private const int LargestStep = 255;

    // A subscription that begins at a time looks back so many pages at most.
    private const int MostPages = 100;
    private const int PageLength = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _reached;

    // Rented while there is something to send: most subscribers wait most of the time.
    private StreamItem[] _batch = [];

    /// <summary>The batches of <see cref="Subscription.Batches"/>.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (events, until) = feed.Attach(cancellationToken);
        using (events)
        {
            _reached = await FindBeginningAsync(until, cancellationToken);
            var announcesLoss = request.After is not null;
            _batch = ArrayPool<StreamItem>.Shared.Rent(2 * (LargestStep + 1));
            while (_reached < until)
            {
                var entries = await RetryAsync(token => store.ReadJournalAsync(_reached, LargestStep, token), cancellationToken);
                var count = 0;
                foreach (var entry in entries.TakeWhile(e => e.Revision <= until))
                {
                    if (announcesLoss && entry.Revision > _reached + 1)
                    {
                        _batch[count++] = new EventGapItem(_reached, entry.Revision, clock.GetUtcNow());
                    }

                    Add(new EventItem(new StoredEvent(entry.Revision, entry.Event)), ref count);
                    _reached = entry.Revision;
                }

                if (entries.Count == 0 || entries[0].Revision > until)
                {
                    if (announcesLoss)
                    {
                        _batch[count++] = new EventGapItem(_reached, until + 1, clock.GetUtcNow());
                    }

                    _reached = until;
                }

                if (count > 0)
                {
                    yield return _batch.AsMemory(0, count);
                }
            }

            ArrayPool<StreamItem>.Shared.Return(_batch, clearArray: true);
            while (await events.MoreAsync())
            {
                _batch = ArrayPool<StreamItem>.Shared.Rent(LargestStep + 1);
                var taken = ArrayPool<StreamItem>.Shared.Rent(LargestStep);
                for (int read; (read = Take(events, taken.AsSpan(0, LargestStep))) > 0;)
                {
                    var count = 0;
                    foreach (var item in taken.AsSpan(0, read))
                    {
                        Add(item, ref count);
                    }

                    if (count > 0)
                    {
                        yield return _batch.AsMemory(0, count);
                    }
                }

                ArrayPool<StreamItem>.Shared.Return(_batch, clearArray: true);
                ArrayPool<StreamItem>.Shared.Return(taken, clearArray: true);
            }
        }
    }

    private int Take(HubSubscription<StreamItem> events, Span<StreamItem> into)
    {
        try
        {
            return events.Read(into, out _);
        }
        catch (SubscriberTooSlowException error)
        {
            throw new StreamEndedException(StreamEnd.TooSlow, EventCursor.Write(_reached), "Too slow; nothing is lost: come back with the cursor", error);
        }
    }

    /// <summary>Adds what is wanted and was not sent yet.</summary>
    private void Add(StreamItem item, ref int count)
    {
        if (item is EventItem { Stored: var stored })
        {
            if (stored.Revision <= _reached)
            {
                return;
            }

            _reached = stored.Revision;
            if (!IsWanted(stored.Event))
            {
                return;
            }
        }
        else if (item is EventGapItem gap)
        {
            if (gap.Before <= _reached + 1)
            {
                return;
            }

            // Who was ahead of this node has some of it already.
            item = gap.After < _reached ? gap with { After = _reached, Wire = null } : gap;
            _reached = gap.Before - 1;
        }

        _batch[count++] = item;
    }

    private bool IsWanted(EventRecord happened) =>
        (request.App is not { } app || happened.Application == app.Value)
        && (request.Type is { } type ? happened.Type == type : happened.Type != EventType.Decision);

    /// <summary>The revision after which to begin.</summary>
    private async Task<long> FindBeginningAsync(long until, CancellationToken cancellationToken)
    {
        if (request.After is { } after)
        {
            return after;
        }

        var first = until + 1;
        var wanted = request.Since is null ? request.Tail ?? 0 : request.Tail ?? (MostPages * PageLength);
        while (wanted > 0)
        {
            var query = new EventQuery(request.App?.Value, request.Type, null, request.Since, first, Math.Min(wanted, PageLength));
            var page = await RetryAsync(token => store.QueryEventsAsync(query, token), cancellationToken);
            if (page.Events.Count == 0)
            {
                break;
            }

            (first, wanted) = (page.Events[^1].Revision, wanted - page.Events.Count);
        }

        return first - 1;
    }

    /// <summary>A database that is away only delays.</summary>
    private async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await read(cancellationToken);
            }
            catch (StoreException)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }
}
