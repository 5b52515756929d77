namespace Orchestry.Core.Apps.Parsing;

/// <summary>Rules of absolute paths, whether of a host or in a container.</summary>
internal static class AbsolutePath
{
    /// <summary>What is wrong with the path; null when nothing is.</summary>
    public static string? Problem(string path) =>
        !path.StartsWith('/') ? $"must be an absolute path, beginning with '/', not {Shown.Quoted(path)}"
        : path.Any(char.IsControl) ? $"must not contain control characters, as in {Shown.Quoted(path)}"
        : path.Split('/').Contains("..") ? $"must not contain '..', as in {Shown.Quoted(path)}"
        : null;

    /// <summary>The path without empty and '.' parts, and without a slash at its end; <c>/</c> for the root.</summary>
    public static string Normalize(string path) => "/" + string.Join('/', path.Split('/').Where(part => part is not ("" or ".")));

    /// <summary>Whether one normalized path is the other, or beneath it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path == directory || directory == "/" || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
