using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Deployments;

/// <summary>Reads <c>volumes</c>: texts such as <c>/host:/path:ro</c> and <c>name:/path</c>, and objects.</summary>
internal static class RingVolumes
{
    public static JsonArray Read(SpecValue value, DocumentDraft draft)
    {
        var volumes = new JsonArray();
        draft.Comes("spec.volumes", value.Path);
        foreach (var item in value.Items() ?? [])
        {
            var path = FieldPath.Item("spec.volumes", volumes.Count);
            draft.Comes(path, item.Path);
            var volume = item.Json.ValueKind == JsonValueKind.String ? ReadText(item) : ReadObject(item, path, draft);
            if (volume is not null)
            {
                volumes.Add(volume);
            }
        }

        return volumes;
    }

    private static JsonObject? ReadText(SpecValue item)
    {
        if (item.Text() is not { } text)
        {
            return null;
        }

        var parts = text.Split(':');
        if (parts is [var source, var destination, .. var rest] && rest is [] or ["ro"] or ["rw"])
        {
            return Volume(KindOf(source), source, destination, rest is ["ro"], null);
        }

        item.Refuse($"must be written source:destination, or with :ro or :rw behind it, not {Shown.Quoted(text)}");
        return null;
    }

    private static JsonObject? ReadObject(SpecValue item, string path, DocumentDraft draft)
    {
        if (item.Item().Object("type", "source", "destination", "driver", "permission", "key") is not { } fields)
        {
            return null;
        }

        var (source, destination) = (fields["source"].Required().Text(), fields["destination"].Required().Text());
        var kind = fields["type"].Choice(
            KindOf(source ?? ""), ("bind", VolumeKind.HostPath), ("volume", VolumeKind.Named), ("config", VolumeKind.Config));
        fields["driver"].Choice(true, ("local", true));
        var isReadOnly = fields["permission"].Choice(kind == VolumeKind.Config, ("ro", true), ("rw", false)) ?? false;
        if (kind == VolumeKind.Config && !isReadOnly && fields["permission"].IsGiven)
        {
            fields["permission"].Refuse("must be ro for a config: what is written into its file would be lost, and seen by nobody else");
        }

        if (kind != VolumeKind.Config && fields["key"].IsGiven)
        {
            fields["key"].Refuse("has no effect but with type config; leave it out");
        }

        foreach (var field in (ReadOnlySpan<string>)["name", "hostPath", "config"])
        {
            draft.Comes($"{path}.{field}", fields["source"].Path);
        }

        draft.Comes($"{path}.mountPath", fields["destination"].Path);
        draft.Comes($"{path}.key", fields["key"].Path);
        return source is null || destination is null || kind is not { } known
            ? null
            : Volume(known, source, destination, isReadOnly, known == VolumeKind.Config ? fields["key"].Text() : null);
    }

    private static VolumeKind KindOf(string source) => source.StartsWith('/') ? VolumeKind.HostPath : VolumeKind.Named;

    private static JsonObject Volume(VolumeKind kind, string source, string destination, bool isReadOnly, string? key)
    {
        var volume = new JsonObject
        {
            [kind switch { VolumeKind.HostPath => "hostPath", VolumeKind.Config => "config", _ => "name" }] = source,
            ["mountPath"] = destination,
        };
        if (key is not null)
        {
            volume["key"] = key;
        }

        if (isReadOnly && kind != VolumeKind.Config)
        {
            volume["readOnly"] = true;
        }

        return volume;
    }
}
