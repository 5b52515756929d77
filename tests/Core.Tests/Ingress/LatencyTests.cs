using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Ingress;

namespace Orchestry.Core.Tests.Ingress;

public sealed class LatencyTests
{
    private const long LargestMicroseconds = 64L << 26;

    // Of every magnitude alike, since that is what the buckets are about.
    private static readonly Gen<long> Microseconds =
        from magnitude in Gen.Choose(0, 31)
        from fraction in Gen.Choose(0, int.MaxValue)
        select Math.Min(LargestMicroseconds - 1, (long)((1L << magnitude) * (1 + (fraction / (double)int.MaxValue))));

    [Fact]
    public void A_latency_read_back_is_never_too_low_and_at_most_a_64th_too_high() => Prop.ForAll(Microseconds.ToArbitrary(), micros =>
    {
        var latency = TimeSpan.FromMicroseconds(micros);
        var read = LatencyBuckets.UpperBound(LatencyBuckets.Of(latency));
        return read >= latency && read.TotalMicroseconds <= micros * (1 + (1 / 64.0));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_bucket_ends_where_the_next_one_begins()
    {
        for (var bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            var bound = LatencyBuckets.UpperBound(bucket);
            Assert.Equal(bucket, LatencyBuckets.Of(bound));
            Assert.Equal(Math.Min(bucket + 1, LatencyBuckets.Count - 1), LatencyBuckets.Of(bound + TimeSpan.FromMicroseconds(1)));
        }
    }

    [Fact]
    public void What_no_latency_can_be_is_counted_at_the_ends()
    {
        Assert.Equal(0, LatencyBuckets.Of(TimeSpan.FromSeconds(-1)));
        Assert.Equal(LatencyBuckets.Count - 1, LatencyBuckets.Of(TimeSpan.MaxValue));
        Assert.True(LatencyBuckets.UpperBound(LatencyBuckets.Count - 1) > TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_quantile_is_the_measured_latency_of_the_nearest_rank() => Prop.ForAll(
        Microseconds.NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(), (latencies, thousandths) =>
        {
            var quantile = thousandths / 1000.0;
            var sorted = latencies.Order().ToArray();
            var right = sorted[(int)Math.Ceiling(sorted.Length * quantile) - 1];
            return Of(latencies).Quantile(quantile) == LatencyBuckets.UpperBound(LatencyBuckets.Of(TimeSpan.FromMicroseconds(right)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_together_hold_what_both_held_and_less_one_of_them_the_other() => Prop.ForAll(
        Microseconds.ListOf().ToArbitrary(), Microseconds.ListOf().ToArbitrary(), (one, other) =>
        {
            var (a, b) = (Of(one), Of(other));
            return a.Plus(b).Equals(Of([.. one, .. other])) && a.Plus(b).Equals(b.Plus(a)) && a.Plus(b).Since(a).Equals(b)
                && a.Plus(LatencyDistribution.Empty).Equals(a) && a.Since(a).Equals(LatencyDistribution.Empty);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_mean_lies_between_the_least_and_the_most() => Prop.ForAll(Microseconds.NonEmptyListOf().ToArbitrary(), latencies =>
    {
        var distribution = Of(latencies);
        var exact = latencies.Average();
        var mean = distribution.Mean()!.Value.TotalMicroseconds;
        // The clock's ticks are a tenth of a microsecond.
        return mean >= exact - 1 && mean <= (exact * (1 + (1 / 64.0))) + 1;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_requests_there_is_no_latency()
    {
        Assert.Null(LatencyDistribution.Empty.Quantile(0.5));
        Assert.Null(LatencyDistribution.Empty.Mean());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_quantile_that_is_none_is_refused(double quantile) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Of([1]).Quantile(quantile));

    private static LatencyDistribution Of(IEnumerable<long> micros) => new(
    [
        .. micros.Select(m => LatencyBuckets.Of(TimeSpan.FromMicroseconds(m))).CountBy(b => b).OrderBy(c => c.Key).Select(c => new BucketCount(c.Key, c.Value)),
    ]);
}
