using System.Net;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.ports</c>.</summary>
internal static class PortsReader
{
    /// <summary>Stands for a port that was refused, so that its place is not taken for empty.</summary>
    public static readonly PortSpec Refused = new(0, PortProtocol.Http, null);

    /// <param name="value">The list.</param>
    /// <param name="type">What the application does; null when that was refused.</param>
    public static IReadOnlyList<PortSpec> Read(SpecValue value, WorkloadType? type)
    {
        if (value.IsGiven && value.Items() is null)
        {
            return [Refused];
        }

        var ports = (value.Items() ?? []).Select(item => ReadPort(item.Item(), type)).ToList();
        RefuseRepeated(value, ports);
        if (ports.Count == 0 && type is WorkloadType.Http or WorkloadType.Tcp)
        {
            var protocol = type == WorkloadType.Http ? "HTTP" : "TCP";
            value.Refuse(
                $"is required for type {(type == WorkloadType.Http ? "http" : "tcp")}: name the port that takes the traffic, such as "
                + $"[{{\"containerPort\": 80, \"protocol\": \"{protocol}\"}}], or use type worker");
        }
        else if (type == WorkloadType.Http && ports.Count > 0 && ports.All(p => p.Protocol != PortProtocol.Http))
        {
            value.Refuse("needs a port with protocol HTTP for type http; use type tcp for traffic that is not HTTP");
        }
        else if (type == WorkloadType.Tcp && ports.Count > 0 && ports.All(p => p.Protocol == PortProtocol.Udp))
        {
            value.Refuse("needs a port with protocol TCP for type tcp; use type worker for what speaks UDP alone");
        }

        return ports;
    }

    private static PortSpec ReadPort(SpecValue item, WorkloadType? type)
    {
        if (item.Object("containerPort", "protocol", "name", "hostPort", "hostIP") is not { } fields)
        {
            return Refused;
        }

        var usual = type is null or WorkloadType.Http ? PortProtocol.Http : PortProtocol.Tcp;
        var protocol = fields["protocol"].Choice(usual, ("HTTP", PortProtocol.Http), ("TCP", PortProtocol.Tcp), ("UDP", PortProtocol.Udp));
        return new PortSpec(
            fields["containerPort"].Required().Integer(1, 65535) ?? 0,
            protocol ?? PortProtocol.Http,
            ReadName(fields["name"]),
            ReadPublished(fields["hostPort"], fields["hostIP"]));
    }

    private static PublishedPort? ReadPublished(SpecValue port, SpecValue address)
    {
        if (!port.IsGiven)
        {
            if (address.IsGiven)
            {
                address.Refuse("has no effect without hostPort; name the port of the host, or leave it out");
            }

            return null;
        }

        var number = port.Integer(1, 65535);
        var text = address.Text() ?? PublishedPort.Loopback;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.ToString() != text)
        {
            address.Refuse($"must be an address of the host such as 127.0.0.1, or 0.0.0.0 for all of them, not {Shown.Quoted(text)}");
        }

        return new PublishedPort(number ?? 0, text);
    }

    private static string? ReadName(SpecValue value)
    {
        var name = value.Text();
        if (name is not null && (name.Length > 63 || !Characters.IsBounded(name, Characters.Name)))
        {
            value.Refuse(
                $"must be 1 to 63 letters, digits, '-', '_' or '.', with a letter or digit at both ends, not {Shown.Quoted(name)}");
        }

        return name;
    }

    private static void RefuseRepeated(SpecValue value, List<PortSpec> ports)
    {
        var (numbers, names) = (new HashSet<(int, bool)>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < ports.Count; i++)
        {
            var path = FieldPath.Item(value.Path, i);
            if (ports[i].ContainerPort != 0 && !numbers.Add((ports[i].ContainerPort, ports[i].Protocol == PortProtocol.Udp)))
            {
                value.Violations.Add(FieldPath.Child(path, "containerPort"), $"port {ports[i].ContainerPort} is listed already; list it once");
            }

            if (ports[i].Name is { } name && !names.Add(name))
            {
                value.Violations.Add(FieldPath.Child(path, "name"), $"the name {Shown.Quoted(name)} is taken by another port; names are unique");
            }

            if (ports[i].Published is { Port: not 0 } published
                && ports.Take(i).FirstOrDefault(earlier => HostPorts.Collide(earlier, ports[i])) is { } other)
            {
                value.Violations.Add(
                    FieldPath.Child(path, "hostPort"),
                    $"port {published.Port} of the host leads to container port {other.ContainerPort} already; choose another");
            }
        }
    }
}
