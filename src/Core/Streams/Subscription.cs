namespace Orchestry.Core.Streams;

/// <summary>
/// A running subscription. Its items come in batches: whatever there is when the last batch was dealt with, so a reader that is slow gets more
/// at once, and one that is too slow meets the stream's strategy. Disposing of it ends it.
/// </summary>
/// <param name="batches">The batches, to be enumerated once. Each is only valid until the next is asked for.</param>
/// <param name="onDispose">Ends it.</param>
public sealed class Subscription(IAsyncEnumerable<ReadOnlyMemory<StreamItem>> batches, Func<ValueTask> onDispose) : IAsyncDisposable
{
    /// <summary>
    /// The batches; completes when there is nothing more to come, because the application was removed. Throws <see cref="StreamEndedException"/>
    /// when it ends before that.
    /// </summary>
    public IAsyncEnumerable<ReadOnlyMemory<StreamItem>> Batches { get; } = batches;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => onDispose();
}

/// <summary>Why a subscription ended early.</summary>
public enum StreamEnd
{
    /// <summary>The subscriber was too slow for a stream that loses nothing; it can go on from its cursor.</summary>
    TooSlow,

    /// <summary>What the stream is read from has failed, and trying again does not help.</summary>
    Failed,
}

/// <summary>A subscription that ended early.</summary>
/// <param name="end">Why.</param>
/// <param name="cursor">Where to go on; null: from the last item.</param>
/// <param name="message">Why, in one sentence.</param>
/// <param name="inner">What caused it.</param>
public sealed class StreamEndedException(StreamEnd end, string? cursor, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public StreamEnd End { get; } = end;

    /// <summary>Where to go on; null: from the last item.</summary>
    public string? Cursor { get; } = cursor;
}
