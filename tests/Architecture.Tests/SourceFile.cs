namespace Orchestry.Architecture.Tests;

/// <summary>A C# source: its path from the root, and its lines.</summary>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>Where the text of a line meets a condition, as <c>path:line</c>.</summary>
    public IEnumerable<string> Where(Func<string, bool> condition) =>
        Lines.Select((line, i) => (line, i)).Where(l => condition(l.line)).Select(l => $"{Path}:{l.i + 1}: {l.line.Trim()}");

    /// <summary>Lines that hold code: neither blank, nor a comment, nor documentation.</summary>
    public IEnumerable<string> Code => Lines.Select(l => l.Trim().TrimStart('\uFEFF')).Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal));
}
