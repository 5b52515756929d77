using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Kernel.Streams;
using Orchestry.Actors.Logs;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Logs;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>
/// The logs of one application, read once however many subscribe: one upstream for each container, all into one hub, in the order in which the
/// lines arrive. It knows at every moment how far each log has come, and gives each line that place.
/// </summary>
internal sealed class LogFeed : IAsyncDisposable
{
    // About what a line takes beside its text, which is there twice: as text, and as the message made of it.
    private const int WeightOfItem = 600;

    private readonly IContainerEngine _engine;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly BroadcastHub<LogsItem> _hub;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Task> _tails = [];
    private LogCursor _place;
    private bool _isOpen;
    private bool _isRemoved;

    public LogFeed(AppSnapshot app, IContainerEngine engine, StreamOptions options, TimeProvider clock, ILogger log)
    {
        (App, _engine, _clock, _log, _place) = (app, engine, clock, log, LogCursor.StartOf(app));
        _closed = _closing.Token;
        _hub = new BroadcastHub<LogsItem>(OverflowStrategy.DropHead, options.BufferItems, options.BufferBytes, Weigh);
    }

    /// <summary>The application as it was last seen.</summary>
    public AppSnapshot App { get; private set; }

    /// <summary>
    /// Begins: what the containers write from now on is followed, what they wrote before is not in the feed. Throws <see cref="EngineException"/>
    /// when the engine can't say how far they are, <see cref="OperationCanceledException"/> when the feed is closed meanwhile.
    /// </summary>
    public async Task OpenAsync()
    {
        var app = App;
        var begun = app.Replicas.Where(r => r.HasBegun).ToArray();
        var ends = await Task.WhenAll(begun.Select(FindEndAsync));
        bool isRemoved;
        lock (_gate)
        {
            _closed.ThrowIfCancellationRequested();
            _place = ends.OfType<ContainerPosition>().Aggregate(_place, (place, end) => place.With(end)).Seen(app, static _ => true);
            foreach (var (replica, end) in begun.Zip(ends))
            {
                if (end is not null)
                {
                    Follow(replica);
                }
            }

            (_isOpen, isRemoved) = (true, _isRemoved);
            LookAt(App); // It may have been shown anew meanwhile.
        }

        if (isRemoved)
        {
            _ = CompleteAsync();
        }
    }

    /// <summary>Subscribes, and says how far the logs are at that moment: what comes is what follows.</summary>
    public (HubSubscription<LogsItem> Lines, LogCursor Place, AppSnapshot App) Attach(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_hub.Subscribe(cancellationToken), _place, App);
        }
    }

    /// <summary>Takes note of the application's containers.</summary>
    public void Show(AppSnapshot app)
    {
        lock (_gate)
        {
            if (_isRemoved || _closed.IsCancellationRequested || app.Revision < App.Revision)
            {
                return;
            }

            App = app;
            if (_isOpen)
            {
                LookAt(app);
            }
        }
    }

    /// <summary>The application was removed: what its containers still wrote comes, and then the end.</summary>
    public async Task CompleteAsync()
    {
        lock (_gate)
        {
            _isRemoved = true;
            if (!_isOpen)
            {
                return;
            }
        }

        await EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Not disposed of: the last subscriber and the node that stops may both close the feed, and who opens it may still be at it.
        await _closing.CancelAsync();
        await EndAsync();
    }

    private async Task EndAsync()
    {
        Task[] tails;
        lock (_gate)
        {
            tails = [.. _tails.Values];
        }

        await Task.WhenAll(tails);
        _hub.Complete();
    }

    private static int Weigh(LogsItem item) => WeightOfItem + (item is LineItem line ? line.Message.Length * 3 : 0);

    private static ReplicaSnapshot? Find(AppSnapshot app, int attempt) => app.Replicas.FirstOrDefault(r => r.Id.Attempt == attempt);

    private void LookAt(AppSnapshot app)
    {
        var before = _place;
        _place = before.Seen(app, c => Find(app, c.Attempt) is { } replica ? LogCursor.MayWrite(replica) : IsStillRead(c));
        AnnounceUnseen(before, app);
        foreach (var replica in app.Replicas.Where(r => r.HasBegun && !_tails.ContainsKey(r.Id.Attempt)))
        {
            Follow(replica);
        }

        foreach (var gone in _tails.Where(t => t.Value.IsCompleted && Find(app, t.Key) is null).Select(t => t.Key).ToArray())
        {
            _tails.Remove(gone);
        }
    }

    private async Task<ContainerPosition?> FindEndAsync(ReplicaSnapshot replica)
    {
        try
        {
            return await new ContainerLog(_engine, replica.Container!.Value).FindEndAsync(replica.Id.Attempt, _closed);
        }
        catch (EngineException error) when (error.IsOfGoneContainer())
        {
            // Removed, or being removed: nothing will come of it.
            return null;
        }
    }

    private void Follow(ReplicaSnapshot replica)
    {
        var tail = new LogTail(this, _engine, replica, _clock, _log);
        _tails[replica.Id.Attempt] = Task.Run(() => tail.RunAsync(_closed));
    }

    /// <summary>A node that follows sees the containers now and then. One that came and went meanwhile may have written something.</summary>
    private void AnnounceUnseen(LogCursor before, AppSnapshot app)
    {
        var now = _clock.GetUtcNow();
        foreach (var gone in before.Containers.Where(c => !c.IsEnded && Find(app, c.Attempt) is null && !IsStillRead(c)))
        {
            _hub.Publish(LogGaps.Removed(gone.Attempt, null, gone, now, _place));
        }

        if (before.NextAttempt > 0 && LogGaps.Unseen(before.NextAttempt, app, now, _place) is { } gap)
        {
            _hub.Publish(gap);
        }
    }

    private bool IsStillRead(ContainerPosition place) => !place.IsEnded && _tails.ContainsKey(place.Attempt);

    /// <summary>How far the log of an attempt's container has come.</summary>
    internal ContainerPosition PlaceOf(int attempt)
    {
        lock (_gate)
        {
            return _place[attempt];
        }
    }

    internal void Publish(ReplicaSnapshot replica, PlacedLine line)
    {
        var (frame, id) = (line.Frame, replica.Id);
        var level = LogLevelRecognizer.Recognize(frame.Text);
        lock (_gate)
        {
            var before = _place[id.Attempt];
            if (line.MayFollowLoss)
            {
                _hub.Publish(LogGaps.Rotated(id, before[frame.Stream].Time, frame.Timestamp, _clock.GetUtcNow(), _place));
            }

            _place = _place.With(before.With(frame.Stream, line.Place));
            _hub.Publish(new LineItem(id.Attempt, id.Name, frame.Stream, frame.Timestamp, level, frame.Text, _place));
        }
    }

    /// <param name="replica">The replica whose container has exited.</param>
    /// <param name="isWhole">Whether everything that it wrote was read.</param>
    internal void PublishEnd(ReplicaSnapshot replica, bool isWhole)
    {
        var (id, now) = (replica.Id, _clock.GetUtcNow());
        lock (_gate)
        {
            var place = _place[id.Attempt];
            _place = _place.With(place with { IsEnded = true });
            if (!isWhole)
            {
                _hub.Publish(LogGaps.Removed(id.Attempt, id.Name, place, now, _place));
            }

            _hub.Publish(new EndItem(id.Attempt, id.Name, now, _place));
        }
    }
}
