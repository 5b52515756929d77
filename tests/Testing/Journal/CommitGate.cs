namespace Orchestry.Testing.Journal;

/// <summary>Holds the commits of a <see cref="FakeStore"/> until a test lets them go.</summary>
public sealed class CommitGate : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first commit stands at the gate.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets every commit through, now and later.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>The same as <see cref="Open"/>.</summary>
    public void Dispose() => Open();

    internal Task PassAsync()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }
}
