namespace Orchestry.Core.Apps.Parsing;

/// <summary>
/// Which paths of the host a container may have. Those that would make it master of the host (its devices, its configuration, the engine
/// itself) are never given, nor what is beneath them, nor a directory that contains one of them.
/// </summary>
internal static class HostPathRule
{
    private static readonly string[] Forbidden =
        ["/proc", "/sys", "/dev", "/etc", "/var/run/docker.sock", "/run/docker.sock", "/var/lib/docker"];

    /// <summary>What is wrong with the path; null when nothing is.</summary>
    public static string? Problem(string path)
    {
        if (AbsolutePath.Problem(path) is { } problem)
        {
            return problem;
        }

        if (path.Contains(':', StringComparison.Ordinal))
        {
            return $"must not contain ':', as in {Shown.Quoted(path)}";
        }

        var normalized = AbsolutePath.Normalize(path);
        if (normalized != path)
        {
            return $"must be written in its shortest form {Shown.Quoted(normalized)}, not {Shown.Quoted(path)}";
        }

        return Among(Forbidden, path, "the host");
    }

    /// <summary>What is wrong with the path if the container is not to be master of whatever these are; null when nothing is.</summary>
    public static string? Among(IEnumerable<string> forbidden, string path, string what)
    {
        if (forbidden.FirstOrDefault(f => AbsolutePath.IsWithin(path, f) || AbsolutePath.IsWithin(f, path)) is not { } found)
        {
            return null;
        }

        var why = path == found ? "" : AbsolutePath.IsWithin(path, found) ? $" (it is in {found})" : $" (it contains {found})";
        return $"{Shown.Quoted(path)} would give the container control over {what}{why}; mount a directory of the application's own, "
            + "such as /srv/my-app, or a named volume";
    }
}
