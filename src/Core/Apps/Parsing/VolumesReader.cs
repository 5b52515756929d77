using Orchestry.Core.Documents;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.volumes</c>.</summary>
internal static class VolumesReader
{
    public static IReadOnlyList<VolumeSpec> Read(SpecValue value)
    {
        var volumes = new List<VolumeSpec>();
        var places = new List<SpecValue>();
        var mounted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value.Items() ?? [])
        {
            if (item.Item().Object("name", "hostPath", "config", "key", "mountPath", "readOnly") is not { } fields)
            {
                continue;
            }

            var config = fields["config"];
            var kind = config.IsGiven ? VolumeKind.Config : fields["hostPath"].IsGiven ? VolumeKind.HostPath : VolumeKind.Named;
            var source = ReadSource(item, fields["name"], fields["hostPath"], config);
            var mountPath = ReadMountPath(fields["mountPath"].Required(), mounted);
            var key = ReadKey(fields["key"], kind);
            var readOnly = fields["readOnly"].Flag();
            if (kind == VolumeKind.Config && readOnly == false)
            {
                fields["readOnly"].Refuse("must not be false beside config: nobody in the container can write a config");
            }

            volumes.Add(new VolumeSpec(source, kind, mountPath, kind == VolumeKind.Config || (readOnly ?? false), key));
            places.Add(fields["mountPath"]);
        }

        RefuseFilesInVolumes(volumes, places);
        return volumes;
    }

    /// <summary>A file is put where its path leads to: into a volume that is there, and so to stay in it.</summary>
    private static void RefuseFilesInVolumes(List<VolumeSpec> volumes, List<SpecValue> places)
    {
        foreach (var (index, file) in volumes.Index().Where(v => v.Item.Kind == VolumeKind.Config && v.Item.MountPath.Length > 0))
        {
            var path = AbsolutePath.Normalize(file.MountPath);
            if (volumes.Find(v => v != file && v.MountPath.Length > 0 && IsInside(path, AbsolutePath.Normalize(v.MountPath))) is { } around)
            {
                places[index].Refuse(around.Kind == VolumeKind.Config
                    ? $"leads through the file {Shown.Quoted(around.MountPath)} of another config"
                    : $"is inside the volume mounted at {Shown.Quoted(around.MountPath)}; a config's file can't be put into a volume");
            }
        }
    }

    private static bool IsInside(string path, string folder) =>
        path.Length > folder.Length && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/';

    private static string? ReadKey(SpecValue key, VolumeKind kind)
    {
        if (key.IsGiven && kind != VolumeKind.Config)
        {
            key.Refuse("is only for a config; leave it out");
        }

        return key.Text();
    }

    private static string ReadSource(SpecValue item, SpecValue name, SpecValue hostPath, SpecValue config)
    {
        var given = (name.IsGiven ? 1 : 0) + (hostPath.IsGiven ? 1 : 0) + (config.IsGiven ? 1 : 0);
        if (given != 1)
        {
            item.Refuse(given > 1
                ? "must have only one of name (a named volume), hostPath (a directory of the host) and config (a config's file)"
                : "needs either name (a named volume), hostPath (a directory of the host) or config (a config's file)");
        }

        if (config.Text() is { } configName && !ResourceName.IsName(configName))
        {
            config.Refuse($"must be the name of a config, which {ResourceName.Rule}; not {Shown.Quoted(configName)}");
        }

        if (name.Text() is { } volume && !IsVolumeName(volume))
        {
            name.Refuse(
                $"must be 1 to 128 letters, digits, '_', '.' or '-', beginning with a letter or digit, not {Shown.Quoted(volume)}; "
                + "a directory of the host is given as hostPath");
        }

        if (hostPath.Text() is { } path && HostPathRule.Problem(path) is { } problem)
        {
            hostPath.Refuse(problem);
        }

        return name.Text() ?? hostPath.Text() ?? config.Text() ?? "";
    }

    // The engine's own grammar of volume names.
    private static bool IsVolumeName(string text) =>
        text.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Characters.Name);

    private static string ReadMountPath(SpecValue value, HashSet<string> mounted)
    {
        if (value.Text() is not { } path)
        {
            return "";
        }

        var normalized = AbsolutePath.Normalize(path);
        if (AbsolutePath.Problem(path) is { } problem)
        {
            value.Refuse(problem);
        }
        else if (path.Contains(':', StringComparison.Ordinal))
        {
            value.Refuse($"must not contain ':', as in {Shown.Quoted(path)}");
        }
        else if (normalized == "/")
        {
            value.Refuse("must not be the root of the container: it would hide the whole image; mount a directory beneath it");
        }
        else if (!mounted.Add(normalized))
        {
            value.Refuse($"another volume is mounted at {Shown.Quoted(normalized)} already; mount paths are unique");
        }

        return path;
    }
}
