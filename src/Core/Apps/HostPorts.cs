using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Apps;

/// <summary>Whether the ports of the host that an application publishes are free, as far as this controller knows.</summary>
public static class HostPorts
{
    // Bound to one of them, a port is taken on every address of its family.
    private static readonly string[] Everywhere = ["0.0.0.0", "::"];

    /// <summary>Refuses with who has them, or null. What somebody else on the host has taken only the engine can tell, when it starts a container.</summary>
    /// <param name="name">What the cluster calls the application.</param>
    /// <param name="spec">Its specification.</param>
    /// <param name="others">All applications; the one itself is passed over.</param>
    public static Refusal? Judge(AppName name, AppSpec spec, IEnumerable<AppSnapshot> others)
    {
        var wanted = spec.Ports.Where(p => p.Published is not null).ToArray();
        if (wanted.Length == 0)
        {
            return null;
        }

        var taken = others
            .Where(o => o.Name != name && (o.DesiredReplicas > 0 || o.CurrentReplicas > 0))
            .SelectMany(o => o.Spec.Ports, (o, port) => (o.Name, Port: port))
            .SelectMany(_ => wanted, (o, mine) => (o.Name, o.Port, Mine: mine))
            .Where(pair => Collide(pair.Port, pair.Mine))
            .Select(pair => $"port {pair.Mine.Published!.Port} of the host ({pair.Mine.Published.Address}) is published by '{pair.Name}'")
            .Distinct()
            .ToArray();
        return taken.Length == 0
            ? null
            : new Refusal(RefusalKind.InsufficientResources, $"'{name}' can't have what is taken: {string.Join("; ", taken)}");
    }

    /// <summary>Whether two published ports are the same one of the host.</summary>
    public static bool Collide(PortSpec one, PortSpec other) =>
        one.Published is { } a && other.Published is { } b
        && a.Port == b.Port
        && (one.Protocol == PortProtocol.Udp) == (other.Protocol == PortProtocol.Udp)
        && (a.Address == b.Address || Everywhere.Contains(a.Address) || Everywhere.Contains(b.Address));
}
