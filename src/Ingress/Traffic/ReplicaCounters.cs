using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;

namespace Orchestry.Ingress.Traffic;

/// <summary>
/// Counts one replica's requests, and lets a drain know when the last has ended: who takes a request counts it first and then looks whether the
/// replica has left, who drains marks it first and then looks at the count, so that one of the two always sees the other.
/// </summary>
internal sealed class ReplicaCounters(ReplicaId replica)
{
    private int _inFlight;
    private long _served;
    private long _failed;
    private long _drained;
    private volatile bool _hasLeft;

    public ReplicaId Replica => replica;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether it is in no table any more.</summary>
    public bool HasLeft => _hasLeft;

    /// <summary>When it left, as a timestamp of the clock.</summary>
    public long LeftAt { get; private set; }

    /// <summary>Takes a request, unless the replica has left.</summary>
    public bool TryTake()
    {
        Interlocked.Increment(ref _inFlight);
        if (!_hasLeft)
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    /// <summary>A request that was taken has ended.</summary>
    public void Ended(bool isServed)
    {
        Count(isServed);
        Interlocked.Decrement(ref _inFlight);
    }

    /// <summary>A request that was taken has ended without a word about the replica: the client went away, or it was not given to it after all.</summary>
    public void GaveBack() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Counts a request that is known only by its end.</summary>
    public void Count(bool isServed)
    {
        if (!isServed)
        {
            Interlocked.Increment(ref _failed);
            return;
        }

        Interlocked.Increment(ref _served);
        if (_hasLeft)
        {
            Interlocked.Increment(ref _drained);
        }
    }

    /// <summary>How many are under way, where somebody else counts them.</summary>
    public void SetInFlight(int inFlight) => Volatile.Write(ref _inFlight, inFlight);

    public void Left(long at)
    {
        if (!_hasLeft)
        {
            LeftAt = at;
            _hasLeft = true;
        }
    }

    public void CameBack() => _hasLeft = false;

    public ReplicaTraffic Read() => new(
        replica.App.Value, replica.Slot, replica.Attempt, InFlight,
        Interlocked.Read(ref _served), Interlocked.Read(ref _failed), Interlocked.Read(ref _drained));
}
