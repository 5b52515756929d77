namespace Orchestry.Core.Engine;

/// <summary>One reading of a container's use of its host.</summary>
/// <param name="At">When the engine read it.</param>
/// <param name="CpuNanoseconds">Processor time since the container started, all processors together.</param>
/// <param name="MemoryBytes">Memory in use without the page cache that can be dropped.</param>
/// <param name="MemoryLimitBytes">Its limit; the host's memory when it has none.</param>
/// <param name="ReceivedBytes">Bytes received over all its networks since it started.</param>
/// <param name="SentBytes">Bytes sent over all its networks since it started.</param>
public sealed record ContainerStats(
    DateTimeOffset At, long CpuNanoseconds, long MemoryBytes, long MemoryLimitBytes, long ReceivedBytes, long SentBytes);
