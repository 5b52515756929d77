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

    private EventCursor _place;

    // Rented while there is something to send: most subscribers wait most of the time.
    private StreamItem[] _batch = [];

    /// <summary>The batches of <see cref="Subscription.Batches"/>.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (events, until) = feed.Attach(cancellationToken);
        using (events)
        {
            _place = request.After ?? new EventCursor(await FindBeginningAsync(until, cancellationToken));
            var announcesLoss = request.After is not null;
            _batch = ArrayPool<StreamItem>.Shared.Rent(2 * (LargestStep + 1));
            if (await FindOtherInPlaceAsync(cancellationToken) is { } other)
            {
                _batch[0] = new EventsReplacedItem(_place = other, clock.GetUtcNow());
                yield return _batch.AsMemory(0, 1);
            }

            while (_place.Revision < until)
            {
                var entries = await RetryAsync(token => store.ReadJournalAsync(_place.Revision, LargestStep, token), cancellationToken);
                var count = 0;
                foreach (var entry in entries.TakeWhile(e => e.Revision <= until))
                {
                    if (announcesLoss && entry.Revision > _place.Revision + 1)
                    {
                        _batch[count++] = new EventGapItem(_place.Revision, entry.Revision, clock.GetUtcNow());
                    }

                    Add(new EventItem(new StoredEvent(entry.Revision, entry.Event)), ref count);
                }

                if (entries.Count == 0 || entries[0].Revision > until)
                {
                    if (announcesLoss)
                    {
                        _batch[count++] = new EventGapItem(_place.Revision, until + 1, clock.GetUtcNow());
                    }

                    _place = new EventCursor(until);
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
            throw new StreamEndedException(StreamEnd.TooSlow, _place.ToString(), "Too slow; nothing is lost: come back with the cursor", error);
        }
    }

    /// <summary>Adds what is wanted and was not sent yet.</summary>
    private void Add(StreamItem item, ref int count)
    {
        if (item is EventItem { Stored: var stored })
        {
            if (stored.Revision <= _place.Revision)
            {
                return;
            }

            _place = EventCursor.Of(stored.Revision, stored.Event);
            if (!IsWanted(stored.Event))
            {
                return;
            }
        }
        else if (item is EventGapItem gap)
        {
            if (gap.Before <= _place.Revision + 1)
            {
                return;
            }

            // Who was ahead of this node has some of it already.
            item = gap.After < _place.Revision ? gap with { After = _place.Revision, Wire = null } : gap;
            _place = new EventCursor(gap.Before - 1);
        }
        else if (item is EventsReplacedItem { Until: var until })
        {
            if (until.Revision < _place.Revision || until == _place)
            {
                return;
            }

            _place = until;
        }

        _batch[count++] = item;
    }

    private bool IsWanted(EventRecord happened) =>
        (request.App is not { } app || happened.Application == app.Value)
        && (request.Type is { } type ? happened.Type == type : happened.Type != EventType.Decision);

    /// <summary>What is now at the place that it went to, where that is another event than it was sent; else null.</summary>
    private async Task<EventCursor?> FindOtherInPlaceAsync(CancellationToken cancellationToken)
    {
        if (_place is not { At: { } at, Revision: var revision })
        {
            return null;
        }

        var found = await RetryAsync(token => store.FindEntryAsync(revision, token), cancellationToken);
        return found is not null && found.Event.At != at ? EventCursor.Of(revision, found.Event) : null;
    }

    /// <summary>The revision after which to begin, where there is no cursor.</summary>
    private async Task<long> FindBeginningAsync(long until, CancellationToken cancellationToken)
    {
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
