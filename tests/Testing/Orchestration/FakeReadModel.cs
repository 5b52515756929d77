using System.Collections.Immutable;
using Orchestry.Core.Apps;

namespace Orchestry.Testing.Orchestration;

/// <summary>A read model that holds what a test puts in.</summary>
public sealed class FakeReadModel : IReadModel
{
    /// <inheritdoc/>
    public long Revision { get; set; } = 42;

    /// <summary>Completes waits for revisions that <see cref="Revision"/> has not reached; by default they wait for ever.</summary>
    public Func<long, Task> Reach { get; set; } = _ => new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public Task ReachAsync(long revision, CancellationToken cancellationToken) =>
        revision <= Revision ? Task.CompletedTask : Reach(revision).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public ImmutableArray<AppSnapshot> Apps { get; private set; } = [];

    /// <summary>Replaces everything it holds; sorted by name, as the port promises.</summary>
    public void Set(params IEnumerable<AppSnapshot> apps) => Apps = [.. apps.OrderBy(a => a.Name.Value, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public AppSnapshot? Find(AppName name) => Apps.FirstOrDefault(a => a.Name == name);
}
