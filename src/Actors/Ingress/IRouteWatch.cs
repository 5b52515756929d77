namespace Orchestry.Actors.Ingress;

/// <summary>Knows which routes this node's ingress goes by.</summary>
internal interface IRouteWatch
{
    /// <summary>
    /// Waits until this node's ingress goes by the routes of a revision, or of a later one, or until the time is over. Fails only by cancellation.
    /// </summary>
    Task ReachAsync(long revision, TimeSpan atMost, CancellationToken cancellationToken);
}
