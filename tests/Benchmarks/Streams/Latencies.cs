namespace Orchestry.Benchmarks.Streams;

/// <summary>Counts latencies, to a hundredth of a millisecond.</summary>
internal sealed class Latencies
{
    private const int StepsPerMillisecond = 100;
    private readonly int[] _counts = new int[20_000 * StepsPerMillisecond];
    private long _total;

    public void Add(TimeSpan latency)
    {
        _counts[Math.Clamp((int)(latency.TotalMilliseconds * StepsPerMillisecond), 0, _counts.Length - 1)]++;
        _total++;
    }

    /// <summary>What so many percent did not exceed, in milliseconds.</summary>
    public double Percentile(double percent)
    {
        var (rest, step) = ((long)Math.Ceiling(_total * percent / 100), 0);
        while (step < _counts.Length - 1 && (rest -= _counts[step]) > 0)
        {
            step++;
        }

        return (double)step / StepsPerMillisecond;
    }
}
