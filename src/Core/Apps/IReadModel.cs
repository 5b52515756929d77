using System.Collections.Immutable;

namespace Orchestry.Core.Apps;

/// <summary>Every application as this node knows it, in memory. Reads never wait.</summary>
public interface IReadModel
{
    /// <summary>The journal revision this node has seen.</summary>
    long Revision { get; }

    /// <summary>Completes when <see cref="Revision"/> has reached <paramref name="revision"/>; at once when it has already.</summary>
    Task ReachAsync(long revision, CancellationToken cancellationToken);

    /// <summary>All applications, sorted by name (ordinal). The same reference while nothing changes.</summary>
    ImmutableArray<AppSnapshot> Apps { get; }

    /// <summary>The application that the cluster calls so, or null.</summary>
    AppSnapshot? Find(AppName name);
}
