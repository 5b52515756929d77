using Orchestry.Core.Engine;

namespace Orchestry.Core.Metrics;

/// <summary>Reads what containers use of their host.</summary>
public interface IUsageReader
{
    /// <summary>
    /// The counters of these containers now. One that is gone, or can't be read, is left out: missing, never zero. Never throws but for
    /// cancellation; never takes longer than a few seconds, whatever the engine does.
    /// </summary>
    Task<IReadOnlyDictionary<ContainerId, ContainerUsage>> ReadAsync(IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken);

    /// <summary>The host's figures now; null where they can't be known, as of a remote engine.</summary>
    Task<HostUsage?> ReadHostAsync(CancellationToken cancellationToken);
}

/// <summary>One container's counters at one moment.</summary>
/// <param name="CpuTime">Processor time used since it started, all processors together. Only grows.</param>
/// <param name="MemoryBytes">Memory in use, without the page cache that can be dropped.</param>
/// <param name="At">When they were read, as a timestamp of the reader's clock (<see cref="TimeProvider.GetTimestamp"/>).</param>
public sealed record ContainerUsage(TimeSpan CpuTime, long MemoryBytes, long At);

/// <summary>The host's figures at one moment.</summary>
/// <param name="CpuTime">Processor time used since it started, all processors together, without idle and waiting time.</param>
/// <param name="Processors">How many processors there are.</param>
/// <param name="MemoryUsedBytes">Memory in use, without what can be dropped.</param>
/// <param name="MemoryTotalBytes">Memory there is.</param>
/// <param name="DiskUsedBytes">In use of the file system that holds the engine's data.</param>
/// <param name="DiskTotalBytes">Size of that file system.</param>
/// <param name="At">When they were read, as a timestamp of the reader's clock.</param>
public sealed record HostUsage(
    TimeSpan CpuTime, int Processors, long MemoryUsedBytes, long MemoryTotalBytes, long DiskUsedBytes, long DiskTotalBytes, long At);
