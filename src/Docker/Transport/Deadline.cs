namespace Orchestry.Docker.Transport;

/// <summary>Ends when the caller cancels or the time is up, and knows which. It can be extended while something still happens.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _timer = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
        Timeout = timeout;
    }

    /// <summary>What the deadline was last set to.</summary>
    public TimeSpan Timeout { get; private set; }

    public CancellationToken Token => _either.Token;

    /// <summary>Whether the time was up, and not the caller's patience.</summary>
    public bool HasPassed => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Starts anew from now; infinite to wait for the caller alone.</summary>
    public void Restart(TimeSpan timeout)
    {
        Timeout = timeout;
        _timer.CancelAfter(timeout);
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
