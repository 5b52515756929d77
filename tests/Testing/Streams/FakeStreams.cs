using System.Threading.Channels;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;

namespace Orchestry.Testing.Streams;

/// <summary>Streams that send what a test says, to every subscriber alike, whatever it asked for.</summary>
public sealed class FakeStreams : IStreams
{
    private readonly Lock _gate = new();
    private readonly List<Channel<StreamItem[]>> _subscribers = [];

    /// <summary>When set, every subscription is refused with it.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>What was asked for last.</summary>
    public object? Asked { get; private set; }

    /// <summary>How many subscribe now.</summary>
    public int Subscribers
    {
        get
        {
            lock (_gate)
            {
                return _subscribers.Count;
            }
        }
    }

    /// <summary>Sends one batch to all.</summary>
    public void Send(params StreamItem[] items)
    {
        lock (_gate)
        {
            _subscribers.ForEach(s => s.Writer.TryWrite(items));
        }
    }

    /// <summary>Ends all of them.</summary>
    public void End(StreamEndedException? failure = null)
    {
        lock (_gate)
        {
            _subscribers.ForEach(s => s.Writer.TryComplete(failure));
        }
    }

    /// <inheritdoc/>
    public Task<Outcome<Subscription>> SubscribeLogsAsync(AppName app, LogStreamRequest request, CancellationToken cancellationToken) =>
        Subscribe((app, request));

    /// <inheritdoc/>
    public Task<Outcome<Subscription>> SubscribeMetricsAsync(AppName app, SeriesStreamRequest request, CancellationToken cancellationToken) =>
        Subscribe((app, request));

    /// <inheritdoc/>
    public Task<Outcome<Subscription>> SubscribeEventsAsync(EventStreamRequest request, CancellationToken cancellationToken) => Subscribe(request);

    private Task<Outcome<Subscription>> Subscribe(object asked)
    {
        Asked = asked;
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Outcome<Subscription>>(refusal);
        }

        var channel = Channel.CreateUnbounded<StreamItem[]>();
        lock (_gate)
        {
            _subscribers.Add(channel);
        }

        return Task.FromResult<Outcome<Subscription>>(new Subscription(ReadAsync(channel), () =>
        {
            lock (_gate)
            {
                _subscribers.Remove(channel);
            }

            return ValueTask.CompletedTask;
        }));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<StreamItem>> ReadAsync(
        Channel<StreamItem[]> channel, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return batch;
        }
    }
}
