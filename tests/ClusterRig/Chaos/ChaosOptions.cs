namespace Orchestry.ClusterRig.Chaos;

/// <summary>How much is done to a cluster.</summary>
/// <param name="Seed">The same seed chooses the same faults and wishes.</param>
/// <param name="Faults">How many faults.</param>
/// <param name="AtMost">When to stop, with fewer faults.</param>
/// <param name="Clients">How many clients work meanwhile.</param>
internal sealed record ChaosOptions(int Seed, int Faults, TimeSpan AtMost, int Clients = 4);
