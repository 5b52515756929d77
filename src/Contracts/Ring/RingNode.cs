namespace Orchestry.Contracts.Ring;

/// <summary>Answer of <c>GET /node/get</c>: the node that answers, and its engine. What was not measured is null.</summary>
/// <param name="Hostname">The node's host.</param>
/// <param name="CpuUsage">Processor use of the host, percent.</param>
/// <param name="MemoryUsage">Memory in use, percent.</param>
/// <param name="DiskUsage">Of the file system that holds the engine's data, percent in use.</param>
/// <param name="ContainersRunning">The cluster's containers that run.</param>
/// <param name="ContainersTotal">The cluster's containers.</param>
/// <param name="DockerVersion">The engine's version; null while it does not answer.</param>
public sealed record RingNode(
    string Hostname, double? CpuUsage, double? MemoryUsage, double? DiskUsage, int ContainersRunning, int ContainersTotal, string? DockerVersion);

/// <summary>Answer of <c>GET /healthz</c>.</summary>
/// <param name="State"><c>UP</c>.</param>
public sealed record RingHealth(string State);
