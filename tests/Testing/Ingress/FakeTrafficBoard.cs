using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;

namespace Orchestry.Testing.Ingress;

/// <summary>A board in memory that several nodes of one test share, by a clock that it moves; it can be made to fail.</summary>
public sealed class FakeTrafficBoard(TimeProvider time) : ITrafficBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (NodeTraffic Traffic, DateTimeOffset At)> _posted = [];
    private int _posts;

    /// <summary>When set, everything throws it.</summary>
    public StoreException? Failure { get; set; }

    /// <summary>How many posts arrived.</summary>
    public int Posts => Volatile.Read(ref _posts);

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
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is { } failure)
        {
            return Task.FromException(failure);
        }

        lock (_gate)
        {
            _posted[traffic.Node] = (traffic, time.GetUtcNow());
            _posts++;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PostedTraffic>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is { } failure)
        {
            return Task.FromException<IReadOnlyList<PostedTraffic>>(failure);
        }

        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<PostedTraffic>>(
            [
                .. _posted.Values.Select(post => new PostedTraffic(post.Traffic, time.GetUtcNow() - post.At))
                    .Where(post => post.Age < TimeSpan.FromMinutes(10)),
            ]);
        }
    }
}
