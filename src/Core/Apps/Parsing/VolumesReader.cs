namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>spec.volumes</c>.</summary>
internal static class VolumesReader
{
    public static IReadOnlyList<VolumeSpec> Read(SpecValue value)
    {
        var volumes = new List<VolumeSpec>();
        var mounted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value.Items() ?? [])
        {
            if (item.Item().Object("name", "hostPath", "mountPath", "readOnly") is not { } fields)
            {
                continue;
            }

            var source = ReadSource(item, fields["name"], fields["hostPath"]);
            var mountPath = ReadMountPath(fields["mountPath"].Required(), mounted);
            volumes.Add(new VolumeSpec(source, fields["hostPath"].IsGiven ? VolumeKind.HostPath : VolumeKind.Named, mountPath, fields["readOnly"].Flag() ?? false));
        }

        return volumes;
    }

    private static string ReadSource(SpecValue item, SpecValue name, SpecValue hostPath)
    {
        if (name.IsGiven == hostPath.IsGiven)
        {
            item.Refuse(name.IsGiven
                ? "must have only one of name (a named volume) and hostPath (a directory of the host)"
                : "needs either name (a named volume) or hostPath (a directory of the host)");
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

        return name.Text() ?? hostPath.Text() ?? "";
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
