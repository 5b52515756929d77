using Orchestry.Actors.Kernel.Streams;
using Orchestry.Core.Apps;
using Orchestry.Core.Metrics;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Metrics;

/// <summary>The figures of one application as they are measured: what the read model shows, which is the same on every node.</summary>
internal sealed class MetricFeed(AppSnapshot app) : IAsyncDisposable
{
    // At one sample in ten seconds a subscriber may be three quarters of an hour behind.
    private const int Capacity = 256;

    private readonly BroadcastHub<MetricItem> _hub = new(OverflowStrategy.DropHead, Capacity);
    private readonly Lock _gate = new();
    private MetricSample? _newest = app.Metrics;

    /// <summary>The application.</summary>
    public AppSnapshot App { get; } = app;

    /// <summary>Subscribes, and says which figures were the last before; null: none yet.</summary>
    public (HubSubscription<MetricItem> Figures, MetricSample? Newest) Attach(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_hub.Subscribe(cancellationToken), _newest);
        }
    }

    /// <summary>Takes note of the newest figures.</summary>
    public void Show(AppSnapshot now)
    {
        lock (_gate)
        {
            if (now.Metrics is { } sample && !(sample.At <= _newest?.At))
            {
                _newest = sample;
                _hub.Publish(new MetricItem(sample));
            }
        }
    }

    /// <summary>The application was removed.</summary>
    public void Complete() => _hub.Complete();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _hub.Complete();
        return ValueTask.CompletedTask;
    }
}
