using System.Collections.Immutable;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Traffic;

/// <summary>Counts latencies. Safe for any number of threads; counting takes no lock.</summary>
internal sealed class LatencyRecorder
{
    private readonly long[] _counts = new long[LatencyBuckets.Count];

    public void Record(TimeSpan latency) => Interlocked.Increment(ref _counts[LatencyBuckets.Of(latency)]);

    public LatencyDistribution Read()
    {
        var counts = ImmutableArray.CreateBuilder<BucketCount>();
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            if (Interlocked.Read(ref _counts[bucket]) is > 0 and var count)
            {
                counts.Add(new BucketCount(bucket, count));
            }
        }

        return new LatencyDistribution(counts.ToImmutable());
    }
}
