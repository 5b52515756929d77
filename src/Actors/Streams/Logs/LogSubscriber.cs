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
    private LogCursor? _reached;
    private long _missed;

    /// <summary>The batches of <see cref="Subscription.Batches"/>.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (lines, until, app) = feed.Attach(cancellationToken);
        try
        {
            var count = 0;
            _batch = ArrayPool<StreamItem>.Shared.Rent(LargestBatch);
            var past = request.After is { } cursor ? SinceCursor(cursor, until, app, cancellationToken) : Beginning(until, app, cancellationToken);
            while (true)
            {
                await foreach (var item in past.WithCancellation(cancellationToken))
                {
                    _batch[count++] = _last = item;
                    if (count == LargestBatch)
                    {
                        yield return _batch.AsMemory(0, count);
                        count = 0;
                    }
                }

                if (lines.Missed == 0)
                {
                    break;
                }

                // The past was so long that the feed has passed it: what lies between is past by now, too, and read at the subscriber's own pace.
                lines.Dispose();
                var reached = NotBehind(until);
                (lines, until, app) = feed.Attach(cancellationToken);
                LookAhead(reached, until, app);
                past = _history.ReadAsync(reached, until, app, cancellationToken);
            }

            if (count > 0)
            {
                yield return _batch.AsMemory(0, count);
            }

            _reached = _last?.Place ?? NotBehind(until);
            ArrayPool<StreamItem>.Shared.Return(_batch, clearArray: true);
            while (await MoreAsync(lines))
            {
                _batch = ArrayPool<StreamItem>.Shared.Rent(LargestBatch);
                var taken = ArrayPool<LogsItem>.Shared.Rent(LargestBatch);
                int read;
                do
                {
                    read = lines.Read(taken.AsSpan(0, LargestBatch - 1), out var missed);
                    _missed += missed;
                    if ((count = Choose(taken.AsSpan(0, read))) > 0)
                    {
                        yield return _batch.AsMemory(0, count);
                    }
                }
                while (read == LargestBatch - 1);

                // Nothing that is wanted may follow for long.
                if (_missed > 0)
                {
                    _batch[0] = TooSlow(null);
                    _missed = 0;
                    yield return _batch.AsMemory(0, 1);
                }

                ArrayPool<StreamItem>.Shared.Return(_batch, clearArray: true);
                ArrayPool<LogsItem>.Shared.Return(taken, clearArray: true);
            }
        }
        finally
        {
            lines.Dispose();
        }
    }

    private static async ValueTask<bool> MoreAsync(HubSubscription<LogsItem> lines)
    {
        try
        {
            return await lines.WaitAsync();
        }
        catch (StreamFailedException error)
        {
            throw new StreamEndedException(StreamEnd.Failed, null, error.Message, error);
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
            _reached = wanted.Place;
        }

        return count;
    }

    private LogGapItem TooSlow(LogsItem? next) => new(
        null, null, TimeOf(_last), TimeOf(next), filter == default ? _missed : null, LogGaps.TooSlow, clock.GetUtcNow(), _reached!);

    private static DateTimeOffset? TimeOf(LogsItem? item) => item switch
    {
        null => null,
        LineItem line => line.Timestamp,
        EndItem end => end.Timestamp,
        LogGapItem gap => gap.Timestamp,
        _ => throw new ArgumentOutOfRangeException(nameof(item), item, "This item has no time."),
    };

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
