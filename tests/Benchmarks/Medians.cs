namespace Orchestry.Benchmarks;

/// <summary>The figure every benchmark quotes: on a noisy machine a mean tells of the noise.</summary>
internal static class Medians
{
    /// <summary>The middle value; of an even number of values, the mean of the middle two.</summary>
    public static double Median(IReadOnlyCollection<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
