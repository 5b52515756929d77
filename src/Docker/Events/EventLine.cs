using System.Globalization;
using System.Text.Json.Serialization;
using Orchestry.Core.Engine;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Events;

/// <summary>One line of <c>GET /events</c>.</summary>
internal sealed record EventLine(string? Action, EventLine.Subject? Actor, [property: JsonPropertyName("timeNano")] long Nanoseconds)
{
    /// <summary>Tells the same event delivered twice from two events.</summary>
    public (string? Action, string? Id, long Nanoseconds) Key => (Action, Actor?.ID, Nanoseconds);

    /// <summary>Null for an event nobody asked for.</summary>
    public EngineEvent? ToEvent()
    {
        if (Actor is not { ID: { } value, Attributes: { } attributes })
        {
            return null;
        }

        var (id, at) = (new ContainerId(value), UnixTime.FromNanoseconds(Nanoseconds));
        var name = attributes.GetValueOrDefault("name", "");
        return Action switch
        {
            "start" => new EngineEvent.Started(id, name, attributes, at),
            "die" => new EngineEvent.Died(id, name, attributes, ExitCode(attributes), at),
            "oom" => new EngineEvent.OutOfMemory(id, name, attributes, at),
            "destroy" => new EngineEvent.Removed(id, name, attributes, at),
            _ => null,
        };
    }

    private static int ExitCode(Dictionary<string, string> attributes) =>
        int.TryParse(attributes.GetValueOrDefault("exitCode"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var code) ? code : -1;

    /// <summary>The container: its labels stand among its attributes, beside <c>name</c>, <c>image</c> and <c>exitCode</c>.</summary>
    internal sealed record Subject(string? ID, Dictionary<string, string>? Attributes);
}
