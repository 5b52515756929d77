using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Cluster;

/// <summary>
/// What some part of the program does only on the node that leads, played through before the node leads: code that runs for the first time is
/// many times slower than ever after, and the first time must not be while everybody waits for a new leader.
/// </summary>
public interface IRehearsal
{
    /// <summary>Plays it once. Must touch nothing that outlives the play.</summary>
    /// <param name="stage">Takes wishes as a leader's does, but what it makes of them exists on the stage only.</param>
    /// <param name="cancellationToken">Ends the play: the node leads, or stops.</param>
    Task PlayAsync(IOrchestrator stage, CancellationToken cancellationToken);
}
