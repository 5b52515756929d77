using Orchestry.Core.Ingress;

namespace Orchestry.Storage.Sqlite;

/// <summary>The board where nobody else posts or reads: in memory, since a new process begins to count anew.</summary>
public sealed class SoleTrafficBoard(TimeProvider time) : ITrafficBoard
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (NodeTraffic Traffic, long At)> _posted = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task PostAsync(NodeTraffic traffic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _posted[traffic.Node] = (traffic, time.GetTimestamp());
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PostedTraffic>> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<PostedTraffic>>(
            [
                .. _posted.Values.Select(post => new PostedTraffic(post.Traffic, time.GetElapsedTime(post.At))).Where(post => post.Age < KeptFor),
            ]);
        }
    }
}
