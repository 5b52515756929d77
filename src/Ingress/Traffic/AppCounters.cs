using System.Collections.Immutable;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Traffic;

/// <summary>Counts one application's requests. Safe for any number of threads.</summary>
internal sealed class AppCounters(string app)
{
    private readonly LatencyRecorder _latency = new();
    private readonly long[] _byClass = new long[5];
    private long _requests;
    private long _failed;
    private long _retried;
    private long _bytesIn;
    private long _bytesOut;
    private int _open;
    private int _held;

    public int Held => Volatile.Read(ref _held);

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>Holds one more request, unless so many are held already.</summary>
    public bool TryHold(int most)
    {
        if (Interlocked.Increment(ref _held) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _held);
        return false;
    }

    public void Released() => Interlocked.Decrement(ref _held);

    public void Retried() => Interlocked.Increment(ref _retried);

    /// <summary>How many requests are under way, where somebody else counts them.</summary>
    public void SetOpen(int open) => Volatile.Write(ref _open, open);

    /// <summary>A request has been answered.</summary>
    /// <param name="status">100 to 599, 101 and 2xx of CONNECT for upgraded connections.</param>
    /// <param name="took">From its arrival to the end of the answer; null for an upgraded connection, which has no latency.</param>
    /// <param name="isFailed">Whether the answer is the ingress's own, for want of a replica's.</param>
    /// <param name="bytesIn">Of the request's body.</param>
    /// <param name="bytesOut">Of the answer's body.</param>
    public void Answered(int status, TimeSpan? took, bool isFailed, long bytesIn, long bytesOut)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _byClass[Math.Clamp(status / 100, 1, 5) - 1]);
        if (isFailed)
        {
            Interlocked.Increment(ref _failed);
        }

        Interlocked.Add(ref _bytesIn, bytesIn);
        Interlocked.Add(ref _bytesOut, bytesOut);
        if (took is { } latency)
        {
            _latency.Record(latency);
        }
    }

    public AppTraffic Read() => new()
    {
        App = app,
        Requests = Interlocked.Read(ref _requests),
        ByClass = [.. Enumerable.Range(0, _byClass.Length).Select(i => Interlocked.Read(ref _byClass[i]))],
        Failed = Interlocked.Read(ref _failed),
        Retried = Interlocked.Read(ref _retried),
        BytesIn = Interlocked.Read(ref _bytesIn),
        BytesOut = Interlocked.Read(ref _bytesOut),
        Open = Volatile.Read(ref _open),
        Held = Held,
        Latency = _latency.Read(),
    };
}
