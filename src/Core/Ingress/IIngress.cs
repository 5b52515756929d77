namespace Orchestry.Core.Ingress;

/// <summary>
/// What brings requests to the replicas, on this node. It never fails its caller: what is wrong is in <see cref="State"/>, and what was served
/// before is served on.
/// </summary>
public interface IIngress : IAsyncDisposable
{
    /// <summary>How it is.</summary>
    IngressState State { get; }

    /// <summary>Where clients ask by HTTP; null before it is open, and where nothing of ours takes requests.</summary>
    Uri? Address { get; }

    /// <summary>Begins to take requests, after a first table was applied.</summary>
    /// <exception cref="IngressAddressException">Its address can't be used.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a table the one that requests go by. When this returns, no request that begins from now on goes to a replica that is not in
    /// it; those under way go on to their end. A table that is refused (<see cref="IngressState.Fault"/>) changes nothing. One call at a time.
    /// </summary>
    /// <returns>Whether the table is in force.</returns>
    Task<bool> ApplyAsync(RoutingTable table, CancellationToken cancellationToken);

    /// <summary>What has been counted since this process began.</summary>
    IngressTraffic ReadTraffic();
}

/// <summary>What brings the requests to the replicas.</summary>
public enum IngressMode
{
    /// <summary>Nothing of ours.</summary>
    None,

    /// <summary>A proxy inside this process.</summary>
    Embedded,

    /// <summary>An nginx of the operator's, which this process configures.</summary>
    Nginx,
}

/// <summary>An ingress at one moment.</summary>
/// <param name="Mode">What it is.</param>
/// <param name="ActiveRoutes">Applications whose routes are in force.</param>
/// <param name="Fault">What is wrong, in a sentence that says what to do; null: nothing.</param>
public sealed record IngressState(IngressMode Mode, int ActiveRoutes, string? Fault = null);
