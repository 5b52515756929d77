using System.Threading.Tasks.Sources;

namespace Orchestry.Actors.Kernel.Streams;

/// <summary>One subscriber of a <see cref="BroadcastHub{T}"/>: reads what is there, then waits for more. One reader at a time.</summary>
public sealed class HubSubscription<T> : IValueTaskSource<bool>, IDisposable where T : class
{
    private readonly BroadcastHub<T> _hub;
    private readonly CancellationToken _cancelled;
    private readonly CancellationTokenRegistration _cancellation;
    private ManualResetValueTaskSourceCore<bool> _more;
    private long _position;
    private int _isParked;
    private volatile bool _isLeft;

    internal HubSubscription(BroadcastHub<T> hub, long position, CancellationToken cancellationToken)
    {
        (_hub, _position, _cancelled) = (hub, position, cancellationToken);
        _cancellation = cancellationToken.UnsafeRegister(static self => ((HubSubscription<T>)self!).OnCancelled(), this);
    }

    /// <summary>How many elements are lost to this reader that it has not been told of yet.</summary>
    public long Missed => _hub.MissedAt(_position);

    /// <summary>Takes the next elements, without waiting.</summary>
    /// <param name="into">Where to; its length is the most that are taken.</param>
    /// <param name="missed">How many were lost before the first of them, because this reader was too slow.</param>
    /// <returns>How many were taken.</returns>
    /// <exception cref="SubscriberTooSlowException">Some were lost, and the hub's strategy is to fail.</exception>
    public int Read(Span<T> into, out long missed) => _hub.Read(ref _position, into, out missed);

    /// <summary>
    /// Completes when there may be something to read: true; or when the stream is over and all of it was read, or the subscription was disposed
    /// of: false. Throws <see cref="StreamFailedException"/> when the stream ended by a failure, <see cref="OperationCanceledException"/> when the
    /// subscription was cancelled.
    /// </summary>
    public ValueTask<bool> WaitAsync()
    {
        _cancelled.ThrowIfCancellationRequested();
        if (_isLeft || _hub.IsOver(_position))
            return new ValueTask<bool>(false);

        _more.Reset();
        Volatile.Write(ref _isParked, 1);
        if (!_hub.Park(this, _position) && TryUnpark())
            return new ValueTask<bool>(true);

        // Cancelled or disposed of between the look above and here, when nobody was found parked.
        if (_cancelled.IsCancellationRequested)
            OnCancelled();
        else if (_isLeft)
            Leave();

        return new ValueTask<bool>(this, _more.Version);
    }

    /// <summary>Leaves the hub. Whoever waits is told that it is over.</summary>
    public void Dispose()
    {
        _isLeft = true;
        _cancellation.Dispose();
        Leave();
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _more.GetResult(token);
        return !_isLeft && !_hub.IsOver(_position);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _more.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _more.OnCompleted(continuation, state, token, flags);

    internal void Wake()
    {
        if (TryUnpark())
            _more.SetResult(true);
    }

    private void OnCancelled()
    {
        _hub.Unpark(this);
        if (TryUnpark())
            _more.SetException(new OperationCanceledException(_cancelled));
    }

    private void Leave()
    {
        _hub.Unpark(this);
        Wake();
    }

    private bool TryUnpark() => Interlocked.Exchange(ref _isParked, 0) == 1;
}
