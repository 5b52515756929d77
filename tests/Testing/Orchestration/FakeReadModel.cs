using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Testing.Orchestration;

/// <summary>A read model that holds what a test puts in.</summary>
public sealed class FakeReadModel : IReadModel
{
    /// <inheritdoc/>
    public long Revision { get; set; } = 42;

    /// <summary>How it is waited for revisions that <see cref="Revision"/> has not reached; by default until the waiter gives up.</summary>
    public Func<long, CancellationToken, Task> Reach { get; set; } =
        (_, cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task ReachAsync(long revision, CancellationToken cancellationToken) =>
        revision <= Revision ? Task.CompletedTask : Reach(revision, cancellationToken);

    /// <summary>What happens just after somebody has looked.</summary>
    public Action Looked { get; set; } = static () => { };

    /// <inheritdoc/>
    public ImmutableArray<AppSnapshot> Apps
    {
        get
        {
            var apps = field;
            Looked();
            return apps;
        }

        private set;
    } = [];

    /// <summary>Replaces everything it holds; sorted by name, as the port promises.</summary>
    public void Set(params IEnumerable<AppSnapshot> apps) => Apps = [.. apps.OrderBy(a => a.Name.Value, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public AppSnapshot? Find(AppName name) => Apps.FirstOrDefault(a => a.Name == name);
}
