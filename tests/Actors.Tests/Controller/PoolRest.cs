namespace Orchestry.Actors.Tests.Controller;

/// <summary>
/// Sees whether the thread pool is at rest: nothing waits for a thread, and none runs anything. What a thread runs counts even while the machine
/// lets it stand, so time that only a test moves never passes under work that is under way.
/// </summary>
internal static class PoolRest
{
    // A test runner keeps threads of the pool to itself, always as many: the fewest that are ever busy.
    private static readonly Task<int> RunnersOwn = CountRunnersOwnAsync();

    /// <summary>Waits for it.</summary>
    /// <param name="guard">Real time after which it is in vain.</param>
    public static async Task UntilAsync(TimeSpan guard)
    {
        var runnersOwn = await RunnersOwn.ConfigureAwait(false);
        // Without giving the thread back: to queue this wait would wake the pool, and so what it waits for would never come.
        Assert.True(
            SpinWait.SpinUntil(() => IsThere(runnersOwn), guard),
            $"The thread pool did not come to rest: {BusyOthers()} threads are busy, {runnersOwn} of them the runner's own, and {ThreadPool.PendingWorkItemCount} items wait.");
    }

    private static bool IsThere(int runnersOwn)
    {
        // Nobody runs, nothing waits, nobody runs, and nothing was done in between: so what might have moved from one to the other has not.
        var done = ThreadPool.CompletedWorkItemCount;
        return BusyOthers() <= runnersOwn && ThreadPool.PendingWorkItemCount == 0 && BusyOthers() <= runnersOwn && ThreadPool.CompletedWorkItemCount == done;
    }

    private static async Task<int> CountRunnersOwnAsync()
    {
        var fewest = int.MaxValue;
        for (var look = 0; look < 200; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System).ConfigureAwait(false);
            fewest = Math.Min(fewest, BusyOthers());
        }

        return fewest;
    }

    private static int BusyOthers()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return most - available - (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
    }
}
