namespace Orchestry.Core.Engine;

/// <summary>The engine's word for what a container is doing.</summary>
public enum ContainerState
{
    /// <summary>Created, never started.</summary>
    Created,

    /// <summary>Its main process runs.</summary>
    Running,

    /// <summary>Frozen by a person; its process exists.</summary>
    Paused,

    /// <summary>Between two runs under an engine restart policy.</summary>
    Restarting,

    /// <summary>Being removed.</summary>
    Removing,

    /// <summary>Its main process has ended.</summary>
    Exited,

    /// <summary>The engine gave it up; it can only be removed.</summary>
    Dead,
}

/// <summary>A container as the engine showed it at one moment.</summary>
public sealed record ContainerSnapshot
{
    /// <summary>The engine's id.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Its name, without the engine's leading slash.</summary>
    public required string Name { get; init; }

    /// <summary>The image reference it was created from.</summary>
    public required string Image { get; init; }

    /// <summary>What it is doing.</summary>
    public required ContainerState State { get; init; }

    /// <summary>Its labels, those of the image included.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Its IPv4 address by network name; only networks where it has one now.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its main process last started; null before that and in a list.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its main process last ended; null while it runs and in a list.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Exit code of the main process; null while it runs and in a list.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether the kernel killed it for lack of memory. False in a list.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Process id on the engine's host; 0 when not running and in a list.</summary>
    public int ProcessId { get; init; }

    /// <summary>Whether its output is a terminal (one raw stream) instead of frames.</summary>
    public bool HasTerminal { get; init; }
}
