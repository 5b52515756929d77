namespace Orchestry.Core.Cluster;

/// <summary>What the node that takes office sees to first, such as that something exists which all nodes need. It leads meanwhile.</summary>
public interface IOfficeDuty
{
    /// <summary>
    /// Sees to it; does nothing where it was seen to. Throws <see cref="Journal.StoreException"/> when the database fails, and is called again then.
    /// </summary>
    Task PerformAsync(CancellationToken cancellationToken);
}
