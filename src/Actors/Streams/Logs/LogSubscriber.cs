using System.Buffers;
using System.Runtime.CompilerServices;
using Orchestry.Actors.Kernel.Streams;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>
/// One subscriber's way through an application's logs: the past, read from the engine up to where the feed was when it attached, and from there on
/// what the feed has. So nothing is missed or doubled where the two meet.
/// </summary>
internal sealed class LogSubscriber(LogFeed feed, LogStreamRequest request, LogFilter filter, IContainerEngine engine, TimeProvider clock)
{
    private const int LargestBatch = 256;

    private readonly LogHistory _history = new(engine, filter, clock);

    // Rented while there is something to send: most subscribers wait most of the time.
    private StreamItem[] _batch = [];
    private LogCursor? _ahead;
    private LogsItem? _last;
    private LogCursor? _began;
    private long _missed;
    private bool _isOvertaken;

    /// <summary>How far it was sent the logs: with the last item, or where it began to follow the feed.</summary>
    private LogCursor Reached => _last?.Place ?? _began!;

    /// <summary>The batches of <see cref="Subscription.Batches"/>.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (lines, until, app) = feed.Attach(cancellationToken);
        try
        {
            var past = request.After is { } cursor ? SinceCursor(cursor, until, app, cancellationToken) : Beginning(until, app, cancellationToken);
            while (true)
            {
                await foreach (var batch in InBatchesAsync(past, cancellationToken))
                {
                    yield return batch;
                }

                var reached = NotBehind(until);
                if (lines.Missed == 0)
                {
                    _began = reached;
                    await foreach (var batch in FollowAsync(lines))
                    {
                        yield return batch;
                    }

                    if (!_isOvertaken)
                    {
                        yield break;
                    }

                    (reached, _missed, _isOvertaken) = (NotBehind(Reached), 0, false);
                }

                // The feed has passed this subscriber while it read the past: what lies between is past by now, too, and read at its own pace.
                lines.Dispose();
                (lines, until, app) = feed.Attach(cancellationToken);
                LookAhead(reached, until, app);
                past = _history.ReadAsync(reached, until, app, cancellationToken);
            }
        }
        finally
        {
            lines.Dispose();
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> InBatchesAsync(
        IAsyncEnumerable<LogsItem> past, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        _batch = ArrayPool<StreamItem>.Shared.Rent(LargestBatch);
        await foreach (var item in past.WithCancellation(cancellationToken))
        {
            _batch[count++] = _last = item;
            if (count == LargestBatch)
            {
                yield return _batch.AsMemory(0, count);
                count = 0;
            }
        }

        if (count > 0)
        {
            yield return _batch.AsMemory(0, count);
        }

        ArrayPool<StreamItem>.Shared.Return(_batch, clearArray: true);
    }

    /// <summary>What the feed has, until it ends or has raced past a subscriber whose cursor it was behind.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> FollowAsync(HubSubscription<LogsItem> lines)
    {
        while (!_isOvertaken && await lines.MoreAsync())
        {
            _batch = ArrayPool<StreamItem>.Shared.Rent(LargestBatch);
            var taken = ArrayPool<LogsItem>.Shared.Rent(LargestBatch);
            int read;
            do
            {
                read = lines.Read(taken.AsSpan(0, LargestBatch - 1), out var missed);
                // What is lost may be what it has already, or not.
                _isOvertaken = missed > 0 && _ahead is not null;
                _missed += missed;
                if (!_isOvertaken && Choose(taken.AsSpan(0, read)) is > 0 and var count)
                {
                    yield return _batch.AsMemory(0, count);
                }
            }
            while (!_isOvertaken && read == LargestBatch - 1);

            // Nothing that it wants follows for now.
            if (!_isOvertaken && _missed > 0)
            {
                _batch[0] = TooSlow(null);
                _missed = 0;
                yield return _batch.AsMemory(0, 1);
            }

            ArrayPool<StreamItem>.Shared.Return(_batch, clearArray: true);
            ArrayPool<LogsItem>.Shared.Return(taken, clearArray: true);
        }
    }

    private async IAsyncEnumerable<LogsItem> SinceCursor(
        LogCursor cursor, LogCursor until, AppSnapshot app, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (cursor.Registered != app.CreatedAt.UtcTicks)
        {
            yield return LogGaps.AnotherApp(clock.GetUtcNow(), LogCursor.StartOf(app));
            cursor = LogCursor.StartOf(app);
        }

        LookAhead(cursor, until, app);
        await foreach (var item in _history.ReadAsync(cursor, until, app, cancellationToken))
        {
            yield return item;
        }
    }

    private async IAsyncEnumerable<LogsItem> Beginning(
        LogCursor until, AppSnapshot app, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (request is { Since: { } since, Tail: null })
        {
            var place = app.Replicas.Aggregate(
                until, (now, r) => now.With(ContainerPosition.At(r.Id.Attempt, LinePosition.Before(since)) with { IsEnded = false }));
            await foreach (var item in _history.ReadAsync(place, until, app, cancellationToken))
            {
                yield return item;
            }
        }
        else if (request.Tail is { } tail and > 0)
        {
            foreach (var item in await _history.ReadTailAsync(tail, request.Since, until, app, cancellationToken))
            {
                yield return item;
            }
        }
    }

    /// <summary>A cursor of another node may be ahead of what this node's feed has read: that is skipped when it comes.</summary>
    private void LookAhead(LogCursor cursor, LogCursor until, AppSnapshot app)
    {
        var known = cursor.Seen(app, c => app.Replicas.Any(r => r.Id.Attempt == c.Attempt) || until.Knows(c.Attempt));
        _ahead = known.Containers.All(c => until[c.Attempt].IsAtLeast(c)) ? null : known;
    }

    private LogCursor NotBehind(LogCursor place) => _ahead is null ? place : place.Later(_ahead);

    /// <summary>
    /// Puts what is wanted of them into the batch. The cursor of an announced loss is that of before it: the lines may be in the engine's log still.
    /// </summary>
    /// <returns>How many.</returns>
    private int Choose(ReadOnlySpan<LogsItem> taken)
    {
        var count = 0;
        foreach (var item in taken)
        {
            if (Pass(item) is not { } wanted)
            {
                continue;
            }

            if (_missed > 0)
            {
                _batch[count++] = TooSlow(wanted);
                _missed = 0;
            }

            _batch[count++] = _last = wanted;
        }

        return count;
    }

    private LogGapItem TooSlow(LogsItem? next) => new(
        null, null, _last?.Timestamp, next?.Timestamp, filter == default ? _missed : null, HubReading.TooSlow, clock.GetUtcNow(), Reached);

    private LogsItem? Pass(LogsItem item)
    {
        if (!filter.Wants(item))
        {
            return null;
        }

        if (_ahead is not { } ahead)
        {
            return item;
        }

        if (item is LineItem line && item.Place[line.Of][line.Stream] <= ahead[line.Of][line.Stream]
            || item is EndItem end && ahead[end.Of].IsEnded)
        {
            return null;
        }

        if (ahead.Containers.All(c => item.Place[c.Attempt].IsAtLeast(c)))
        {
            _ahead = null;
            return item;
        }

        // The feed's own place would send a subscriber back that comes again with it.
        return item with { Place = item.Place.Later(ahead), Wire = null };
    }
}
