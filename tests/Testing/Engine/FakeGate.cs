namespace Orchestry.Testing.Engine;

/// <summary>Holds calls back until they are released, so that a test decides what happens in between.</summary>
public sealed class FakeGate
{
    private readonly Lock _sync = new();
    private readonly Func<string, bool> _applies;
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _open;

    internal FakeGate(EngineCall operation, Func<string, bool> applies) => (Operation, _applies) = (operation, applies);

    /// <summary>Which calls it holds.</summary>
    public EngineCall Operation { get; }

    /// <summary>Completes when the first call is being held.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Calls held now.</summary>
    public int Waiting
    {
        get
        {
            lock (_sync)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Lets every held call go on, and every later one pass.</summary>
    public void Release()
    {
        lock (_sync)
        {
            _open = true;
            while (_waiting.TryDequeue(out var call))
            {
                call.TrySetResult();
            }
        }
    }

    /// <summary>Lets the call that waits longest go on; the others stay.</summary>
    public void ReleaseOne()
    {
        lock (_sync)
        {
            if (_waiting.TryDequeue(out var call))
            {
                call.TrySetResult();
            }
        }
    }

    internal bool Holds(EngineCall operation, string argument) => operation == Operation && _applies(argument);

    internal Task PassAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            if (_open)
            {
                return Task.CompletedTask;
            }

            var call = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(call);
            _reached.TrySetResult();
            return call.Task.WaitAsync(cancellationToken);
        }
    }
}
