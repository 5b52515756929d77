namespace Orchestry.Actors.Apps;

/// <summary>Lets tasks wait until a revision, which only grows, has grown far enough.</summary>
internal sealed class RevisionSignal
{
    private readonly Lock _gate = new();

    // Made only while somebody waits, and replaced each time the revision has grown.
    private TaskCompletionSource? _next;

    /// <summary>Completes when it is so; at once when it is already.</summary>
    public async Task WaitAsync(Func<bool> isReached, CancellationToken cancellationToken)
    {
        while (NextUnless(isReached) is { } next)
        {
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>It has grown; to be called when whoever looks can see it.</summary>
    public void Grown()
    {
        lock (_gate)
        {
            _next?.TrySetResult();
            _next = null;
        }
    }

    private Task? NextUnless(Func<bool> isReached)
    {
        lock (_gate)
        {
            return isReached() ? null : (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }
}
