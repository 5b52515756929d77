using Orchestry.Core.Engine;

namespace Orchestry.Core.Metrics;

/// <summary>What containers used between two readings of their counters.</summary>
/// <param name="Before">The earlier readings.</param>
/// <param name="Now">The later ones; null: the containers could not be read in time.</param>
/// <param name="TicksPerSecond">How many timestamps there are in a second (<see cref="TimeProvider.TimestampFrequency"/>).</param>
public sealed record UsageChange(
    IReadOnlyDictionary<ContainerId, ContainerUsage> Before, IReadOnlyDictionary<ContainerId, ContainerUsage>? Now, long TicksPerSecond)
{
    /// <summary>
    /// Processors in use on average between the readings; null without two of them, without time between them, or when the counter fell, since then
    /// the container was started anew.
    /// </summary>
    public double? ProcessorsOf(ContainerId container)
    {
        if (Now?.GetValueOrDefault(container) is not { } now || Before.GetValueOrDefault(container) is not { } before || now.CpuTime < before.CpuTime)
        {
            return null;
        }

        var elapsed = Clock.Between(before.At, now.At, TicksPerSecond);
        return elapsed > TimeSpan.Zero ? (now.CpuTime - before.CpuTime) / elapsed : null;
    }

    /// <summary>Memory in use at the later reading; null when there is none.</summary>
    public long? MemoryOf(ContainerId container) => Now?.GetValueOrDefault(container)?.MemoryBytes;
}
