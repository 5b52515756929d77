namespace Orchestry.Architecture.Tests;

/// <summary>The files of the repository this suite was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Every C# source of ours, by its path from the root with forward slashes.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. Files("*.cs").Select(path => new SourceFile(path, File.ReadAllLines(Path.Combine(Root, path))))];

    /// <summary>Every project, by its path from the root.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } = [.. Files("*.csproj").Select(path => ProjectFile.Read(Root, path))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>Fails, listing every breach.</summary>
    public static void None(string rule, IEnumerable<string> breaches)
    {
        var all = breaches.Order(StringComparer.Ordinal).ToArray();
        Assert.True(all.Length == 0, $"{rule}, but:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", all)}");
    }

    private static IEnumerable<string> Files(string pattern) =>
        from top in new[] { "src", "tests" }
        from file in Directory.EnumerateFiles(Path.Combine(Root, top), pattern, SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)
        orderby path
        select path;

    private static string Find(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "Orchestry.Akka.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no Orchestry.Akka.sln above this suite.");
        }

        return folder;
    }
}
