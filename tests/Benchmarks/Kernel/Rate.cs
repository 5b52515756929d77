namespace Orchestry.Benchmarks.Kernel;

internal static class Rate
{
    /// <summary>How many per second.</summary>
    public static async Task<double> OfAsync(int count, Func<Task> work)
    {
        var start = TimeProvider.System.GetTimestamp();
        await work();
        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Shares the work among producers, each on a thread of its own.</summary>
    public static Task InParallelAsync(int producers, Action work)
        => Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Factory.StartNew(
            work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
}
