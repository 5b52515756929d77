using Orchestry.Core.Engine;

namespace Orchestry.Docker.Containers;

/// <summary>The part of a new container's definition that concerns the host.</summary>
internal sealed record HostConfig
{
    public long? NanoCpus { get; init; }

    public long? Memory { get; init; }

    /// <summary>Memory and swap together; the same as <see cref="Memory"/>, so that the limit can't be dodged by swapping.</summary>
    public long? MemorySwap { get; init; }

    public long? CpuShares { get; init; }

    public long? MemoryReservation { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<PortBinding>>? PortBindings { get; init; }

    public string? NetworkMode { get; init; }

    public IReadOnlyList<Mount>? Mounts { get; init; }

    /// <summary>Never the engine's own: it would fight the controller about what should run.</summary>
    public RestartPolicy RestartPolicy { get; init; } = new("no");

    public static HostConfig From(ContainerSpec spec)
    {
        long? memory = spec.MemoryBytes > 0 ? spec.MemoryBytes : null;
        return new HostConfig
        {
            NanoCpus = spec.NanoCpus > 0 ? spec.NanoCpus : null,
            Memory = memory,
            MemorySwap = memory,
            // Below two the kernel takes none.
            CpuShares = spec.CpuShares > 0 ? Math.Max(2, spec.CpuShares) : null,
            MemoryReservation = spec.MemoryReservationBytes > 0 ? spec.MemoryReservationBytes : null,
            PortBindings = PortBinding.From(spec.ExposedPorts),
            NetworkMode = spec.Network,
            Mounts = spec.Mounts.Count > 0 ? [.. spec.Mounts.Select(Mount.From)] : null,
        };
    }
}

/// <summary>What the engine does when the container ends.</summary>
internal sealed record RestartPolicy(string Name);

/// <summary>A volume or a path of the host, in the container.</summary>
internal sealed record Mount(string Type, string Source, string Target, bool ReadOnly)
{
    public static Mount From(MountSpec mount) => new(mount.IsHostPath ? "bind" : "volume", mount.Source, mount.Target, mount.ReadOnly);
}
