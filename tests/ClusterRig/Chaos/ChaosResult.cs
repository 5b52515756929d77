using Orchestry.ClusterRig.History;

namespace Orchestry.ClusterRig.Chaos;

/// <summary>What came of it.</summary>
/// <param name="Faults">How many faults of each kind there were.</param>
/// <param name="History">All that was seen.</param>
/// <param name="Violations">The promises that were broken.</param>
/// <param name="Took">How long faults and work went on.</param>
internal sealed record ChaosResult(
    IReadOnlyDictionary<FaultKind, int> Faults, ClusterHistory History, IReadOnlyList<Violation> Violations, TimeSpan Took);
