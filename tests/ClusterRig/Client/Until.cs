namespace Orchestry.ClusterRig;

/// <summary>Waits for what must come true, by looking again and again, and says what it saw last when it does not.</summary>
internal static class Until
{
    /// <summary>Generous: it only ends a test that would fail anyway, on a machine that may have other work.</summary>
    public static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static Task TrueAsync(string what, Func<Task<bool>> look) =>
        SeesAsync(what, async () => await look() ? "" : null);

    /// <summary>The first thing seen that is not null.</summary>
    public static async Task<T> SeesAsync<T>(string what, Func<Task<T?>> look, Func<Task<string>>? orElseTell = null)
        where T : class
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(startedAt) > Ceiling)
            {
                Assert.Fail($"Not seen within {Ceiling.TotalSeconds:0} s: {what}. {(orElseTell is null ? "" : await orElseTell())}");
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
