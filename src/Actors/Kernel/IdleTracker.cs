namespace Orchestry.Actors.Kernel;

/// <summary>Counts mailboxes that are scheduled or running, for tests that wait until everything has settled.</summary>
internal sealed class IdleTracker
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private long _busy;

    public void Enter() => Interlocked.Increment(ref _busy);

    public void Exit()
    {
        if (Interlocked.Decrement(ref _busy) > 0)
            return;

        lock (_gate)
        {
            if (Interlocked.Read(ref _busy) > 0)
                return;

            _idle?.TrySetResult();
            _idle = null;
        }
    }

    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Interlocked.Read(ref _busy) == 0)
                return Task.CompletedTask;

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task.WaitAsync(cancellationToken);
        }
    }
}
