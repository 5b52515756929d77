using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Streams.Events;
using Orchestry.Actors.Streams.Logs;
using Orchestry.Actors.Streams.Metrics;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams;

/// <summary>The streams of this node. It holds the feeds that have subscribers and shows them what the read model shows.</summary>
internal sealed class StreamService : IStreams, IAsyncDisposable
{
    private readonly ReadModel _model;
    private readonly IContainerEngine _engine;
    private readonly IStore _store;
    private readonly IMetricHistory _history;
    private readonly StreamOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<StreamService> _log;
    private readonly SharedFeeds<(AppName, DateTimeOffset), LogFeed> _logs = new();
    private readonly SharedFeeds<(AppName, DateTimeOffset), MetricFeed> _metrics = new();
    private readonly SharedFeeds<string, EventFeed> _events = new();

    public StreamService(
        ReadModel model, IContainerEngine engine, IStore store, IMetricHistory history, StreamOptions options, TimeProvider clock,
        ILogger<StreamService> log)
    {
        (_model, _engine, _store, _history, _options, _clock, _log) = (model, engine, store, history, options, clock, log);
        model.Changed += Look;
    }

    public async Task<Outcome<Subscription>> SubscribeLogsAsync(AppName name, LogStreamRequest request, CancellationToken cancellationToken)
    {
        if (_model.Find(name) is not { } app)
        {
            return Refusal.NotFound(name.Value);
        }

        // Whoever comes back may have been reading what is gone meanwhile.
        var filter = LogFilter.Of(request.Container, app) ?? (request.After is null ? null : new LogFilter(request.Container, null));
        if (filter is not { } wanted)
        {
            return UnknownContainer.Of(name, request.Container, app.Replicas);
        }

        try
        {
            var lease = await _logs.AcquireAsync(
                (app.Name, app.CreatedAt), () => new LogFeed(app, _engine, _options, _clock, _log), OpenAsync, cancellationToken);
            // Not older than what this node answers requests with: else a cursor of it would know containers that the feed does not.
            Look(lease.Feed);
            var subscriber = new LogSubscriber(lease.Feed, request, wanted, _engine, _clock);
            return new Subscription(subscriber.ReadAsync(cancellationToken), lease.DisposeAsync);
        }
        catch (EngineException error)
        {
            return new Refusal(RefusalKind.EngineFailed, error.Fault.ToString());
        }
    }

    public async Task<Outcome<Subscription>> SubscribeMetricsAsync(AppName name, SeriesStreamRequest request, CancellationToken cancellationToken)
    {
        if (_model.Find(name) is not { } app)
        {
            return Refusal.NotFound(name.Value);
        }

        var lease = await _metrics.AcquireAsync((app.Name, app.CreatedAt), () => new MetricFeed(app), Open, cancellationToken);
        return new Subscription(new MetricSubscriber(lease.Feed, request, _history, _clock).ReadAsync(cancellationToken), lease.DisposeAsync);
    }

    public async Task<Outcome<Subscription>> SubscribeEventsAsync(EventStreamRequest request, CancellationToken cancellationToken)
    {
        var lease = await _events.AcquireAsync(
            "", () => new EventFeed(_store, _model, _options, _clock, _log), static _ => Task.CompletedTask, cancellationToken);
        return new Subscription(new EventSubscriber(lease.Feed, request, _store, _clock).ReadAsync(cancellationToken), lease.DisposeAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _model.Changed -= Look;
        await _logs.DisposeAsync();
        await _metrics.DisposeAsync();
        await _events.DisposeAsync();
    }

    private async Task OpenAsync(LogFeed feed)
    {
        // Only now is it among those that are shown what changes: the application may have changed, or gone, since it was found.
        Look(feed);
        await feed.OpenAsync();
    }

    private Task Open(MetricFeed feed)
    {
        Look(feed);
        return Task.CompletedTask;
    }

    private AppSnapshot? Now(AppSnapshot app) => _model.Find(app.Name) is { } now && now.CreatedAt == app.CreatedAt ? now : null;

    // Not on the read model's word of a single snapshot: that comes before the snapshot can be found, and a feed that is made in between would
    // learn of it from neither.
    private void Look()
    {
        foreach (var feed in _logs.All)
        {
            Look(feed);
        }

        foreach (var feed in _metrics.All)
        {
            Look(feed);
        }
    }

    private void Look(LogFeed feed)
    {
        if (Now(feed.App) is not { } app)
        {
            _logs.Retire(feed);
            _ = feed.CompleteAsync();
        }
        else if (!ReferenceEquals(app, feed.App))
        {
            feed.Show(app);
        }
    }

    private void Look(MetricFeed feed)
    {
        if (Now(feed.App) is not { } app)
        {
            _metrics.Retire(feed);
            feed.Complete();
        }
        else
        {
            feed.Show(app);
        }
    }
}
