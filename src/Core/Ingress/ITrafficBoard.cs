namespace Orchestry.Core.Ingress;

/// <summary>
/// How the nodes tell each other what their ingresses do: the newest word of each node replaces the one before, none are kept. The leader goes by
/// it when it waits for a replica to be without requests, and when it adds up what an application is asked.
/// </summary>
public interface ITrafficBoard
{
    /// <summary>Replaces what a node said. Throws <see cref="Journal.StoreException"/>.</summary>
    Task PostAsync(NodeTraffic traffic, CancellationToken cancellationToken);

    /// <summary>The newest word of each node that said anything in the last ten minutes. Throws <see cref="Journal.StoreException"/>.</summary>
    Task<IReadOnlyList<PostedTraffic>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>What a node said.</summary>
/// <param name="Traffic">What it said.</param>
/// <param name="Age">How long ago, by the clock of whoever keeps the board.</param>
public sealed record PostedTraffic(NodeTraffic Traffic, TimeSpan Age);
