using System.Numerics;

namespace Orchestry.Core.Ingress;

/// <summary>
/// The buckets that latencies are counted in: linear up to 64 µs and then 64 to each doubling, so that a value read back is at most 1/64 (1.6 %)
/// too high, from 1 µs to over an hour. The log-linear layout of HDR Histogram (G. Tene, http://hdrhistogram.org).
/// </summary>
public static class LatencyBuckets
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;
    private const int Doublings = 26;

    /// <summary>How many there are.</summary>
    public const int Count = SubBuckets * (Doublings + 1);

    /// <summary>The bucket of a latency; what is longer than the last one's is counted there.</summary>
    public static int Of(TimeSpan latency)
    {
        var micros = Math.Max(0, latency.Ticks / TimeSpan.TicksPerMicrosecond);
        if (micros < SubBuckets)
        {
            return (int)micros;
        }

        var doubling = BitOperations.Log2((ulong)micros) - SubBits;
        var sub = (int)(micros >> doubling) - SubBuckets;
        return Math.Min(Count - 1, ((doubling + 1) * SubBuckets) + sub);
    }

    /// <summary>The longest latency that a bucket holds.</summary>
    public static TimeSpan UpperBound(int bucket)
    {
        if (bucket < SubBuckets)
        {
            return TimeSpan.FromMicroseconds(bucket);
        }

        var doubling = (bucket / SubBuckets) - 1;
        var sub = bucket % SubBuckets;
        return TimeSpan.FromMicroseconds((((long)SubBuckets + sub + 1) << doubling) - 1);
    }
}
