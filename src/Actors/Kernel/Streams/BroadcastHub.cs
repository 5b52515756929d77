namespace Orchestry.Actors.Kernel.Streams;

/// <summary>
/// Gives every element to every subscriber there is at that moment. The last elements are kept once, in a ring that all share: a subscriber is a
/// position in it, so it costs the same whether it keeps up or stands still, and whoever falls a ring behind meets the hub's
/// <see cref="OverflowStrategy"/>. Publishing never waits. Thread-safe.
/// </summary>
public sealed class BroadcastHub<T> where T : class
{
    private const int WokenTogether = 64;

    private readonly Lock _gate = new();
    private readonly T?[] _ring;
    private readonly OverflowStrategy _overflow;
    private readonly long _weightLimit;
    private readonly Func<T, int> _weigh;
    private List<HubSubscription<T>> _waiting = [];
    private long _oldest;
    private long _next;
    private long _weight;
    private bool _isWaking;
    private Exception? _failure;
    private volatile bool _isComplete;

    /// <param name="overflow">What becomes of a subscriber that is a ring behind.</param>
    /// <param name="capacity">Elements kept, rounded up to a power of two.</param>
    /// <param name="weightLimit">What the elements kept may weigh together; the newest is always kept.</param>
    /// <param name="weigh">An element's weight, such as its size in bytes; null: nothing.</param>
    public BroadcastHub(OverflowStrategy overflow, int capacity, long weightLimit = long.MaxValue, Func<T, int>? weigh = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _ring = new T?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity)];
        (_overflow, _weightLimit, _weigh) = (overflow, weightLimit, weigh ?? (static _ => 0));
    }

    /// <summary>How many subscribers wait for the next element.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Ignored once the hub is complete.</summary>
    public void Publish(T element)
    {
        lock (_gate)
        {
            if (_isComplete)
                return;

            if (_next - _oldest == _ring.Length)
                DropOldest();

            _ring[_next++ & (_ring.Length - 1)] = element;
            _weight += _weigh(element);
            while (_weight > _weightLimit && _next - _oldest > 1)
                DropOldest();

            WakeLater();
        }
    }

    /// <summary>Ends the stream; subscribers read what is left first.</summary>
    /// <param name="failure">Why, when it is not in order: thrown to whoever reads on.</param>
    public void Complete(Exception? failure = null)
    {
        lock (_gate)
        {
            if (_isComplete)
                return;

            (_isComplete, _failure) = (true, failure);
            WakeLater();
        }
    }

    /// <summary>Subscribes to what is published from now on. Cancelling ends the subscription, as does disposing of it.</summary>
    public HubSubscription<T> Subscribe(CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return new HubSubscription<T>(this, _next, cancellationToken);
    }

    internal long MissedAt(long position)
    {
        lock (_gate)
            return Math.Max(0, _oldest - position);
    }

    /// <summary>Reads on from a position. See <see cref="HubSubscription{T}.Read"/>.</summary>
    internal int Read(ref long position, Span<T> into, out long missed)
    {
        lock (_gate)
        {
            missed = Math.Max(0, _oldest - position);
            if (missed > 0 && _overflow == OverflowStrategy.Fail)
                throw new SubscriberTooSlowException(missed);

            position += missed;
            var count = (int)Math.Min(into.Length, _next - position);
            for (var i = 0; i < count; i++)
                into[i] = _ring[position++ & (_ring.Length - 1)]!;

            return count;
        }
    }

    /// <summary>Lets the subscription be woken when there is something to read after its position. False: there is already.</summary>
    internal bool Park(HubSubscription<T> subscription, long position)
    {
        lock (_gate)
        {
            if (_next > position || _isComplete)
                return false;

            _waiting.Add(subscription);
            return true;
        }
    }

    /// <summary>Takes back <see cref="Park"/>.</summary>
    internal void Unpark(HubSubscription<T> subscription)
    {
        lock (_gate)
            _waiting.Remove(subscription);
    }

    /// <summary>Whether nothing follows a position. Throws the hub's failure there.</summary>
    internal bool IsOver(long position)
    {
        // Thousands of readers ask for every element, and most often it is not.
        if (!_isComplete)
            return false;

        lock (_gate)
        {
            if (_next > position)
                return false;

            return _failure is null ? true : throw new StreamFailedException(_failure);
        }
    }

    private void DropOldest()
    {
        ref var oldest = ref _ring[_oldest++ & (_ring.Length - 1)];
        _weight -= _weigh(oldest!);
        oldest = null;
    }

    private void WakeLater()
    {
        if (_isWaking || _waiting.Count == 0)
            return;

        _isWaking = true;
        ThreadPool.UnsafeQueueUserWorkItem(static hub => hub.WakeAll(), this, preferLocal: false);
    }

    /// <summary>
    /// Resumes those that wait, on a thread of its own and not the publisher's, a few dozen after one another on each. What is published
    /// meanwhile they find together: the busier it gets, the more they read at once.
    /// </summary>
    private void WakeAll()
    {
        List<HubSubscription<T>> woken;
        lock (_gate)
        {
            (woken, _waiting) = (_waiting, new List<HubSubscription<T>>(_waiting.Count));
            _isWaking = false;
        }

        for (var start = 0; start < woken.Count; start += WokenTogether)
            ThreadPool.UnsafeQueueUserWorkItem(static part => part.Wake(), new WakePart(woken, start), preferLocal: false);
    }

    private readonly record struct WakePart(List<HubSubscription<T>> All, int Start)
    {
        public void Wake()
        {
            var end = Math.Min(All.Count, Start + WokenTogether);
            for (var i = Start; i < end; i++)
                All[i].Wake();
        }
    }
}
