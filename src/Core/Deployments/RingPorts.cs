using System.Text.Json.Nodes;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Deployments;

/// <summary>Reads <c>ports</c>.</summary>
internal static class RingPorts
{
    /// <summary>The ports as a document has them, and the one that the ingress leads to.</summary>
    /// <param name="Ports">The document's list.</param>
    /// <param name="Traffic">The first port of TCP; null: there is none, or its number was refused.</param>
    /// <param name="HasTraffic">Whether there is one.</param>
    internal sealed record Listed(JsonArray Ports, int? Traffic, bool HasTraffic);

    public static Listed Read(SpecValue value, bool isJob, DocumentDraft draft)
    {
        var ports = new JsonArray();
        var (traffic, hasTraffic) = ((int?)null, false);
        foreach (var item in value.Items() ?? [])
        {
            if (item.Item().Object("published", "target", "host_ip", "protocol", "name") is not { } fields)
            {
                continue;
            }

            var path = FieldPath.Item("spec.ports", ports.Count);
            var isUdp = fields["protocol"].Choice(false, ("tcp", false), ("udp", true)) ?? false;
            var target = fields["target"].Required().Integer(1, 65535);
            // The ingress leads to a port of HTTP, and whatever is spoken on the first port of TCP may well be that: it costs nothing if it is not.
            var leads = !isUdp && !isJob && !hasTraffic;
            (traffic, hasTraffic) = leads ? (target, true) : (traffic, hasTraffic);
            var port = new JsonObject { ["containerPort"] = target ?? 1, ["protocol"] = isUdp ? "UDP" : leads ? "HTTP" : "TCP" };
            Copy(fields["name"].Text(), port, "name");
            Copy(fields["published"].Integer(1, 65535), port, "hostPort");
            Copy(fields["host_ip"].Text(), port, "hostIP");
            ports.Add(port);
            draft.Comes(path, item.Path);
            draft.Comes($"{path}.containerPort", fields["target"].Path);
            draft.Comes($"{path}.hostPort", fields["published"].Path);
            draft.Comes($"{path}.hostIP", fields["host_ip"].Path);
            draft.Comes($"{path}.protocol", fields["protocol"].Path);
            draft.Comes($"{path}.name", fields["name"].Path);
        }

        draft.Comes("spec.ports", value.Path);
        return new Listed(ports, traffic, hasTraffic);
    }

    private static void Copy<T>(T? value, JsonObject into, string name)
    {
        if (value is not null)
        {
            into[name] = JsonValue.Create(value);
        }
    }
}
