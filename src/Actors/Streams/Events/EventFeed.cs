using Microsoft.Extensions.Logging;
using Orchestry.Actors.Kernel.Streams;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Events;

/// <summary>
/// The journal's events as they come, read once for all subscribers of this node. Read from the store on every node alike, so it knows neither
/// leader nor term: a change of leader is nothing to it, and a database that is away only makes it wait.
/// </summary>
internal sealed class EventFeed : IAsyncDisposable
{
    private const int LargestStep = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IStore _store;
    private readonly IReadModel _model;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly BroadcastHub<StreamItem> _hub;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private long _revision;
    private JournalEntry? _last;

    public EventFeed(IStore store, IReadModel model, StreamOptions options, TimeProvider clock, ILogger log)
    {
        (_store, _model, _clock, _log, _revision) = (store, model, clock, log, model.Revision);
        _hub = new BroadcastHub<StreamItem>(OverflowStrategy.Fail, options.BufferItems);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Subscribes, and says which revision was the last before.</summary>
    public (HubSubscription<StreamItem> Events, long Revision) Attach(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_hub.Subscribe(cancellationToken), _revision);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Not disposed of: the last subscriber and the node that stops may both close the feed.
        await _closing.CancelAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        var (isBegun, isTold) = (false, false);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (!isBegun)
                {
                    _last = await _store.FindEntryAsync(_revision, _closing.Token);
                    isBegun = true;
                }

                // The read model's revision only says when to look: the journal is the truth.
                await _model.ReachAsync(_revision + 1, _closing.Token);
                var seen = _model.Revision;
                if (!Publish(await _store.ReadJournalAsync(_revision - 1, LargestStep, _closing.Token), seen))
                {
                    // The database has lost what the read model shows still.
                    await Task.Delay(Pause, _clock, _closing.Token);
                }

                isTold = false;
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                break;
            }
            catch (StoreException error)
            {
                if (!isTold)
                {
                    _log.JournalAway(error.Message);
                    isTold = true;
                }

                await Task.Delay(Pause, _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception bug)
            {
                _log.StreamBroke(bug, "events");
                _hub.Complete(bug);
                return;
            }
        }

        _hub.Complete();
    }

    /// <param name="entries">From the last one on that was told: a database that has failed over may have another one in its place.</param>
    /// <param name="seen">The revision that the read model showed before they were read.</param>
    /// <returns>Whether there was anything new.</returns>
    private bool Publish(IReadOnlyList<JournalEntry> entries, long seen)
    {
        var isLastThere = entries.Count > 0 && entries[0].Revision == _revision;
        lock (_gate)
        {
            if (entries.Count == 0)
            {
                // This node was away for so long that all of them were deleted.
                _hub.Publish(new EventGapItem(_revision, seen + 1, _clock.GetUtcNow()));
                (_revision, _last) = (seen, null);
                return true;
            }

            if (isLastThere && _last is not null && entries[0] != _last)
            {
                _hub.Publish(new EventsReplacedItem(EventCursor.Of(_revision, entries[0].Event), _clock.GetUtcNow()));
            }

            foreach (var entry in entries.Skip(isLastThere ? 1 : 0))
            {
                if (entry.Revision > _revision + 1)
                {
                    _hub.Publish(new EventGapItem(_revision, entry.Revision, _clock.GetUtcNow()));
                }

                _revision = entry.Revision;
                _hub.Publish(new EventItem(new StoredEvent(entry.Revision, entry.Event)));
            }

            _last = entries[^1];
            return entries.Count > 1 || !isLastThere;
        }
    }
}
