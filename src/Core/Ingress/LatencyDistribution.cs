using System.Collections.Immutable;

namespace Orchestry.Core.Ingress;

/// <summary>How many requests took how long: counts by <see cref="LatencyBuckets"/>, the empty ones left out.</summary>
/// <param name="Counts">Bucket and count, by bucket; counts above 0.</param>
public sealed record LatencyDistribution(ImmutableArray<BucketCount> Counts)
{
    /// <summary>No request.</summary>
    public static LatencyDistribution Empty { get; } = new([]);

    /// <summary>How many requests it holds.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Total => Counts.Sum(c => c.Count);

    /// <summary>Those of two together, such as of two nodes.</summary>
    public LatencyDistribution Plus(LatencyDistribution other) => Merge(other, 1);

    /// <summary>Those since an earlier moment of the same counting; a bucket that has shrunk, which can't be, counts as empty.</summary>
    public LatencyDistribution Since(LatencyDistribution earlier) => Merge(earlier, -1);

    /// <summary>
    /// The latency that this part of the requests did not exceed (nearest rank, so always one that was measured, within the precision of the
    /// buckets). Null without requests.
    /// </summary>
    /// <param name="quantile">More than 0, at most 1; 0.95 for the 95th percentile.</param>
    public TimeSpan? Quantile(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(quantile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        var rank = (long)Math.Ceiling(Total * quantile);
        foreach (var (bucket, count) in Counts)
        {
            rank -= count;
            if (rank <= 0)
            {
                return LatencyBuckets.UpperBound(bucket);
            }
        }

        return null;
    }

    /// <summary>The mean, with each request at its bucket's bound. Null without requests.</summary>
    public TimeSpan? Mean() => Total is > 0 and var total
        ? TimeSpan.FromMicroseconds(Counts.Sum(c => c.Count * LatencyBuckets.UpperBound(c.Bucket).TotalMicroseconds) / total)
        : null;

    /// <inheritdoc/>
    public bool Equals(LatencyDistribution? other) => other is not null && Counts.SequenceEqual(other.Counts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Counts.Length, Total);

    private LatencyDistribution Merge(LatencyDistribution other, int sign)
    {
        if (other.Counts.IsEmpty)
        {
            return this;
        }

        var counts = new SortedDictionary<int, long>(Counts.ToDictionary(c => c.Bucket, c => c.Count));
        foreach (var (bucket, count) in other.Counts)
        {
            counts[bucket] = counts.GetValueOrDefault(bucket) + (sign * count);
        }

        return new LatencyDistribution([.. counts.Where(c => c.Value > 0).Select(c => new BucketCount(c.Key, c.Value))]);
    }
}

/// <summary>How many requests fell into one of <see cref="LatencyBuckets"/>.</summary>
public readonly record struct BucketCount(int Bucket, long Count);
