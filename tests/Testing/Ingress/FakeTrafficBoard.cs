using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;

namespace Orchestry.Testing.Ingress;

/// <summary>A board in memory that can be out of reach.</summary>
public sealed class FakeTrafficBoard(TimeProvider clock) : ITrafficBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (NodeTraffic Traffic, long At)> _posted = [];

    /// <summary>What every call throws; null: it answers.</summary>
    public StoreException? Failure { get; set; }

    /// <summary>What was posted last; null: nothing.</summary>
    public NodeTraffic? Newest()
    {
        lock (_gate)
        {
            return _posted.Values.OrderBy(p => p.At).LastOrDefault().Traffic;
        }
    }

    /// <inheritdoc/>
    public Task PostAsync(NodeTraffic traffic, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            return Task.FromException(failure);
        }

        lock (_gate)
        {
            _posted[traffic.Node] = (traffic, clock.GetTimestamp());
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PostedTraffic>> ReadAsync(CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            return Task.FromException<IReadOnlyList<PostedTraffic>>(failure);
        }

        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<PostedTraffic>>(
                [.. _posted.Values.Select(p => new PostedTraffic(p.Traffic, clock.GetElapsedTime(p.At)))]);
        }
    }
}
