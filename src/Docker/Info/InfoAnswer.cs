namespace Orchestry.Docker.Info;

/// <summary>The part of <c>GET /info</c> that we use.</summary>
internal sealed record InfoAnswer(
    string? ServerVersion,
    string? Name,
    int NCPU,
    long MemTotal,
    int ContainersRunning,
    int Containers,
    string? DockerRootDir = null,
    string? KernelVersion = null);
