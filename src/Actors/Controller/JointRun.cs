namespace Orchestry.Actors.Controller;

/// <summary>Parts of which none goes on without the others.</summary>
internal static class JointRun
{
    /// <summary>Runs them until they are cancelled, or one of them ends: then the others are cancelled. Fails as the part that failed.</summary>
    public static async Task RunAsync(CancellationToken stopping, params IEnumerable<Func<CancellationToken, Task>> parts)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] running = [.. parts.Select(part => part(ends.Token))];
        await Task.WhenAny(running);
        await ends.CancelAsync();
        await Task.WhenAll(running);
    }
}
