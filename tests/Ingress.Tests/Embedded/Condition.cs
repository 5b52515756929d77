namespace Orchestry.Ingress.Tests.Embedded;

/// <summary>Waits for what will be, with a bound that only a broken program meets.</summary>
internal static class Condition
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task BecomesAsync(Func<bool> condition)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Bound, "What was waited for has not come true.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
