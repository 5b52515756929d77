using System.Collections.Immutable;
using Orchestry.Core.Ingress;

namespace Orchestry.Testing.Ingress;

/// <summary>An ingress that serves nobody: it shows which tables it was given, and can refuse them or take its time.</summary>
public sealed class FakeIngress : IIngress
{
    private readonly Lock _gate = new();
    private readonly List<RoutingTable> _applied = [];
    private TaskCompletionSource? _hold;

    /// <summary>The tables in force so far, oldest first.</summary>
    public IReadOnlyList<RoutingTable> Applied
    {
        get
        {
            lock (_gate)
            {
                return [.. _applied];
            }
        }
    }

    /// <summary>Whether it takes requests.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Why it refuses tables; null: it does not.</summary>
    public string? Fault { get; set; }

    /// <summary>What it throws on a table; null: nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How often it has thrown it.</summary>
    public int Failures { get; private set; }

    /// <summary>The replicas' counters.</summary>
    public ImmutableArray<ReplicaTraffic> Replicas { get; set; } = [];

    /// <inheritdoc/>
    public IngressState State => new(IngressMode.Embedded, Applied is [.., var last] ? last.Routes.Length : 0, Fault);

    /// <inheritdoc/>
    public Uri? Address => null;

    /// <summary>Tables wait from now on.</summary>
    public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whoever waits goes on.</summary>
    public void Release() => _hold!.TrySetResult();

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        IsOpen = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> ApplyAsync(RoutingTable table, CancellationToken cancellationToken)
    {
        if (_hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (Failure is { } failure)
        {
            Failures++;
            throw failure;
        }

        if (Fault is not null)
        {
            return false;
        }

        lock (_gate)
        {
            _applied.Add(table);
        }

        return true;
    }

    /// <inheritdoc/>
    public IngressTraffic ReadTraffic() => new([], Replicas);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
