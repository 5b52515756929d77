using Orchestry.Core.Engine;

namespace Orchestry.Docker.Containers;

/// <summary>A port of the host, as the engine wants it: both as text.</summary>
internal sealed record PortBinding(string HostIp, string HostPort)
{
    /// <summary>The published ones of a container's ports, by the container's port; null: none.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PortBinding>>? From(IReadOnlyList<ExposedPort> ports)
    {
        var published = ports.Where(p => p.HostPort > 0).ToLookup(KeyOf);
        return published.Count > 0
            ? published.ToDictionary(g => g.Key, g => (IReadOnlyList<PortBinding>)[.. g.Select(p => new PortBinding(p.HostAddress ?? "", $"{p.HostPort}"))])
            : null;
    }

    /// <summary>The engine's name of a container's port, such as <c>53/udp</c>.</summary>
    public static string KeyOf(ExposedPort port) => $"{port.Port}/{(port.IsUdp ? "udp" : "tcp")}";
}
