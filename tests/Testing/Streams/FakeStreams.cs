using System.Collections.Concurrent;
using System.Threading.Channels;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;

namespace Orchestry.Testing.Streams;

/// <summary>Streams that send what a test says, and keep what was asked of them.</summary>
public sealed class FakeStreams : IStreams
{
    private readonly ConcurrentQueue<object> _asked = new();
    private readonly Channel<FakeSubscription> _begun = Channel.CreateUnbounded<FakeSubscription>();

    /// <summary>What every subscription is refused with; null: none is.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>Requests in the order they came, with their application where the path names one.</summary>
    public IReadOnlyList<object> Asked => [.. _asked];

    /// <summary>Waits for the next subscription that was not waited for yet.</summary>
    public async Task<FakeSubscription> NextAsync() => await _begun.Reader.ReadAsync().AsTask().WaitAsync(TestKit.Guard, TimeProvider.System);

    /// <inheritdoc/>
    public Task<Outcome<Subscription>> SubscribeLogsAsync(AppName app, LogStreamRequest request, CancellationToken cancellationToken) =>
        Begin((app, request), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Subscription>> SubscribeMetricsAsync(AppName app, SeriesStreamRequest request, CancellationToken cancellationToken) =>
        Begin((app, request), cancellationToken);

    /// <inheritdoc/>
    public Task<Outcome<Subscription>> SubscribeEventsAsync(EventStreamRequest request, CancellationToken cancellationToken) =>
        Begin(request, cancellationToken);

    private Task<Outcome<Subscription>> Begin(object request, CancellationToken cancellationToken)
    {
        _asked.Enqueue(request);
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Outcome<Subscription>>(refusal);
        }

        var begun = new FakeSubscription(cancellationToken);
        _begun.Writer.TryWrite(begun);
        return Task.FromResult<Outcome<Subscription>>(begun.Made);
    }
}
