using System.Collections.Concurrent;

namespace Orchestry.ClusterRig.Traffic;

/// <summary>How the requests of a load ended. Each is in one of the counts.</summary>
internal sealed class TrafficCount
{
    private const int MostTold = 10;
    private readonly ConcurrentQueue<string> _failures = new();
    private long _served;
    private long _failed;
    private long _closed;
    private long _cut;
    private long _slowest;

    /// <summary>Answered by a replica, whole.</summary>
    public long Served => Interlocked.Read(ref _served);

    /// <summary>Anything else, but for the two below.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>
    /// Sent on a kept connection that the server was closing at that moment, and not answered by a byte: HTTP leaves it to clients to send such a
    /// request again (RFC 9112, 9.3.1). Counted only where that is granted to the server.
    /// </summary>
    public long Closed => Interlocked.Read(ref _closed);

    /// <summary>Lost with the node whose ingress they were sent to.</summary>
    public long Cut => Interlocked.Read(ref _cut);

    /// <summary>All of them.</summary>
    public long Requests => Served + Failed + Closed + Cut;

    /// <summary>The longest time to an answer.</summary>
    public TimeSpan Slowest => TimeSpan.FromTicks(Interlocked.Read(ref _slowest));

    /// <summary>The first failures, in words.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public void AddServed(TimeSpan took)
    {
        Interlocked.Increment(ref _served);
        for (var seen = Interlocked.Read(ref _slowest); took.Ticks > seen;)
        {
            var before = Interlocked.CompareExchange(ref _slowest, took.Ticks, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    public void AddClosed() => Interlocked.Increment(ref _closed);

    public void AddCut() => Interlocked.Increment(ref _cut);

    public void AddFailed(string how)
    {
        Interlocked.Increment(ref _failed);
        if (_failures.Count < MostTold)
        {
            _failures.Enqueue(how);
        }
    }
}
