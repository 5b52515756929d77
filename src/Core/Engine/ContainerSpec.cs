namespace Orchestry.Core.Engine;

/// <summary>A container to create. Nothing in it is a default of the engine's: what is null or empty is left to the image.</summary>
public sealed record ContainerSpec
{
    /// <summary>Unique on the engine.</summary>
    public required string Name { get; init; }

    /// <summary>An image that is on the engine already.</summary>
    public required string Image { get; init; }

    /// <summary>Replaces the image's entrypoint, when not empty.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Replaces the image's arguments, when not empty.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Replaces the image's working directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment on top of the image's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels on top of the image's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The network to attach to; null: the engine's default bridge.</summary>
    public string? Network { get; init; }

    /// <summary>Limit in billionths of a processor (0.1 processor = 100,000,000); 0: none.</summary>
    public long NanoCpus { get; init; }

    /// <summary>Memory limit in bytes, swap included; 0: none.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Mounts, by target path.</summary>
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];

    /// <summary>Weight against other containers when there are too few processors, 1024 for a whole one; 0: the engine's 1024.</summary>
    public long CpuShares { get; init; }

    /// <summary>Bytes it is to be left with when the host is short of memory; 0: none.</summary>
    public long MemoryReservationBytes { get; init; }

    /// <summary>Ports of the container to declare as exposed, and, where asked, to publish on the host.</summary>
    public IReadOnlyList<ExposedPort> ExposedPorts { get; init; } = [];

    /// <summary>
    /// Files that the container must have before it starts. Creating it does not bring them: <see cref="IContainerEngine.UploadFilesAsync"/> does.
    /// </summary>
    public IReadOnlyList<ContainerFile> Files { get; init; } = [];

    /// <summary>Grace between the stop signal and SIGKILL when the engine itself stops the container; null: the engine's 10 s.</summary>
    public TimeSpan? StopTimeout { get; init; }
}

/// <summary>A port of a container.</summary>
/// <param name="Port">Its number in the container.</param>
/// <param name="IsUdp">Whether it is one of UDP instead of TCP.</param>
/// <param name="HostPort">The port of the host that leads to it; 0: none.</param>
/// <param name="HostAddress">The address of the host that port is bound to; null: all of them.</param>
public sealed record ExposedPort(int Port, bool IsUdp = false, int HostPort = 0, string? HostAddress = null);

/// <summary>A mount: a named volume, or a path of the host.</summary>
/// <param name="Source">The volume's name, or an absolute path of the host.</param>
/// <param name="Target">An absolute path in the container.</param>
/// <param name="IsHostPath">Whether <paramref name="Source"/> is a path of the host.</param>
/// <param name="ReadOnly">Whether the container may only read.</param>
public sealed record MountSpec(string Source, string Target, bool IsHostPath, bool ReadOnly);

/// <summary>A file inside a container, readable by everybody in it and writable by nobody (mode 0444).</summary>
/// <param name="Path">An absolute path in the container. Missing folders on the way are made.</param>
/// <param name="Content">Its content. May be secret: never printed.</param>
public sealed record ContainerFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>Names the path only.</summary>
    public override string ToString() => Path;
}

/// <summary>A bridge network to have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Subnet">Its addresses in CIDR form; null: the engine chooses.</param>
/// <param name="Labels">Labels, when it must be created.</param>
public sealed record NetworkSpec(string Name, string? Subnet, IReadOnlyDictionary<string, string> Labels);

/// <summary>A network that exists.</summary>
public sealed record NetworkSnapshot(string Id, string Name, string? Subnet, IReadOnlyDictionary<string, string> Labels);

/// <summary>An image on the engine. <paramref name="Id"/> is the digest of its configuration: the same id is the same content.</summary>
/// <param name="Id">Digest such as <c>sha256:…</c>.</param>
/// <param name="Tags">Names that point to it.</param>
/// <param name="SizeBytes">Size in bytes.</param>
public sealed record ImageSnapshot(string Id, IReadOnlyList<string> Tags, long SizeBytes);

/// <summary>Credentials for one registry. Never printed.</summary>
public sealed record RegistryCredentials(string Username, string Password, string? ServerAddress = null)
{
    /// <summary>Names the user only.</summary>
    public override string ToString() => $"credentials of {Username}";
}

/// <summary>Progress of a pull.</summary>
/// <param name="Status">The engine's word for the step, such as <c>Downloading</c>.</param>
/// <param name="Layer">The layer's short digest; null for the pull as a whole.</param>
/// <param name="Current">Bytes of that layer so far.</param>
/// <param name="Total">Bytes of that layer, 0 when unknown.</param>
public sealed record PullProgress(string Status, string? Layer, long Current, long Total);

/// <summary>What a command run inside a container left behind.</summary>
public sealed record ExecResult(int ExitCode, string Output, string Error);
