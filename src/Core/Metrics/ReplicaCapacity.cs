using Orchestry.Core.Apps;

namespace Orchestry.Core.Metrics;

/// <summary>What one replica may use: its use is measured in percent of it.</summary>
/// <param name="Processors">Processors, in parts; null: not known.</param>
/// <param name="MemoryBytes">Memory; null: not known.</param>
public readonly record struct ReplicaCapacity(double? Processors, long? MemoryBytes)
{
    private const double Billion = 1e9;

    /// <summary>The limits of the specification, else the operator's, else the whole host.</summary>
    /// <param name="specified"><c>spec.resources</c>.</param>
    /// <param name="otherwise">What containers get whose specification names nothing.</param>
    /// <param name="hostProcessors">Processors of the host; null: not known.</param>
    /// <param name="hostMemoryBytes">Memory of the host; null: not known.</param>
    public static ReplicaCapacity Of(ResourceLimits specified, ResourceLimits otherwise, int? hostProcessors, long? hostMemoryBytes)
    {
        var cpus = specified.NanoCpus > 0 ? specified.NanoCpus : otherwise.NanoCpus;
        var memory = specified.MemoryBytes > 0 ? specified.MemoryBytes : otherwise.MemoryBytes;
        return new ReplicaCapacity(
            cpus > 0 ? cpus / Billion : hostProcessors > 0 ? hostProcessors : null,
            memory > 0 ? memory : hostMemoryBytes > 0 ? hostMemoryBytes : null);
    }
}
