using Orchestry.Actors.Ingress;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Tests.Ingress;

/// <summary>Replicas are without requests at once, unless a test says that one is busy; then until the test ends it, or until its time is over.</summary>
internal sealed class FakeDrains(TimeProvider clock) : IDrainWatch
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource> _busy = [];
    private readonly List<(ReplicaId Replica, long Revision, TimeSpan AtMost)> _asked = [];

    /// <summary>Whom the controller has waited for, with the revision it waited from, and how long at most.</summary>
    public IReadOnlyList<(ReplicaId Replica, long Revision, TimeSpan AtMost)> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>The replica of that name, such as <c>web-1</c>, has a request that does not end by itself.</summary>
    public void Occupy(string replica)
    {
        lock (_gate)
        {
            _busy[replica] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Its request ends.</summary>
    public void Finish(string replica)
    {
        lock (_gate)
        {
            _busy[replica].TrySetResult();
        }
    }

    public async Task<DrainReport> WaitAsync(ReplicaId replica, long revision, TimeSpan atMost, CancellationToken cancellationToken)
    {
        TaskCompletionSource? busy;
        lock (_gate)
        {
            _asked.Add((replica, revision, atMost));
            busy = _busy.GetValueOrDefault(replica.Name);
        }

        if (busy is null)
        {
            return new DrainReport(replica, 0, 0);
        }

        try
        {
            await busy.Task.WaitAsync(atMost, clock, cancellationToken);
            return new DrainReport(replica, 1, 0);
        }
        catch (TimeoutException)
        {
            return new DrainReport(replica, 0, 1);
        }
    }
}
