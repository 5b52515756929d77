namespace Orchestry.Core.Engine;

/// <summary>The engine and the size of its host.</summary>
/// <param name="Version">The engine's own version, such as <c>20.10.24</c>.</param>
/// <param name="ApiVersion">The API version in use between it and us, such as <c>1.41</c>.</param>
/// <param name="Hostname">The host's name as the engine knows it.</param>
/// <param name="Processors">Processors of the host.</param>
/// <param name="MemoryBytes">Memory of the host in bytes.</param>
/// <param name="ContainersRunning">Running containers, everybody's.</param>
/// <param name="ContainersTotal">All containers, everybody's.</param>
public sealed record EngineInfo(
    string Version, string ApiVersion, string Hostname, int Processors, long MemoryBytes, int ContainersRunning, int ContainersTotal)
{
    /// <summary>The folder of the host in which it keeps images and containers; null when it doesn't say.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Release of the kernel it runs on, as <c>uname -r</c> says there; null when it doesn't say.</summary>
    public string? Kernel { get; init; }
}
