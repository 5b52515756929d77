using Orchestry.Core.Cluster;

namespace Orchestry.Testing.Cluster;

/// <summary>A lease that a test gives and takes. Each acquisition has the next term.</summary>
public sealed class FakeLease : ILeaderLease
{
    private readonly Lock _lock = new();
    private long _term;
    private TaskCompletionSource<FakeOffice>? _candidate;

    /// <summary>Whether somebody waits to be elected.</summary>
    public bool HasCandidate
    {
        get
        {
            lock (_lock)
            {
                return _candidate is not null;
            }
        }
    }

    /// <summary>Puts the one who waits into office.</summary>
    public FakeOffice Elect()
    {
        lock (_lock)
        {
            var office = new FakeOffice(++_term);
            (_candidate ?? throw new InvalidOperationException("Nobody waits to be elected.")).SetResult(office);
            _candidate = null;
            return office;
        }
    }

    /// <summary>How often it was rehearsed.</summary>
    public int Rehearsals { get; private set; }

    /// <inheritdoc/>
    public Task RehearseAsync(CancellationToken cancellationToken)
    {
        Rehearsals++;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IOffice> AcquireAsync(CancellationToken cancellationToken)
    {
        Task<FakeOffice> elected;
        lock (_lock)
        {
            _candidate = new TaskCompletionSource<FakeOffice>(TaskCreationOptions.RunContinuationsAsynchronously);
            elected = _candidate.Task;
        }

        return await elected.WaitAsync(cancellationToken);
    }
}

/// <summary>An office that a test ends.</summary>
public sealed class FakeOffice(long term) : IOffice
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public long Term => term;

    /// <inheritdoc/>
    public Task<string> Ended => _ended.Task;

    /// <summary>Completes when it was given back.</summary>
    public Task Released => _released.Task;

    /// <summary>Ends it.</summary>
    public void End(string reason) => _ended.TrySetResult(reason);

    /// <inheritdoc/>
    public Task ReleaseAsync(CancellationToken cancellationToken)
    {
        End("It was handed over.");
        _released.TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(ReleaseAsync(CancellationToken.None));
}
