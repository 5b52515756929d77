namespace Orchestry.Storage.Postgres;

/// <summary>One piece of news: whoever waits goes on when it comes, and one that came since the last wait is not lost.</summary>
internal sealed class PostgresSignal(TimeProvider time)
{
    // Those who wait go on elsewhere: the one who sets it reads from a connection.
    private TaskCompletionSource _next = New();

    /// <summary>There is news.</summary>
    public void Set() => _next.TrySetResult();

    /// <summary>Completes when there was news since the last wait, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var next = Volatile.Read(ref _next);
        try
        {
            await next.Task.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        // Taken before the waiter looks at the database, so that whatever comes while it looks completes its next wait.
        Interlocked.CompareExchange(ref _next, New(), next);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
