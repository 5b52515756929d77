using System.Runtime.CompilerServices;
using Xunit;

namespace Orchestry.Testing;

/// <summary>Waits for what other threads bring about, where nothing tells of it.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Looks again and again until it is so.</summary>
    /// <param name="isSo">What to look at.</param>
    /// <param name="what">Its words, for the failure.</param>
    public static async Task TrueAsync(Func<bool> isSo, [CallerArgumentExpression(nameof(isSo))] string what = "")
    {
        for (var start = TimeProvider.System.GetTimestamp(); !isSo();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TestKit.Guard, $"Waited in vain for {what}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
