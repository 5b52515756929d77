using System.Xml.Linq;

namespace Orchestry.Architecture.Tests;

/// <summary>A project as its file describes it.</summary>
/// <param name="Path">Path from the root.</param>
/// <param name="References">Folders of the projects it refers to, such as <c>src/Core</c>.</param>
/// <param name="Packages">Packages it names itself.</param>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>Its folder, such as <c>src/Core</c>.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];

    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    public static ProjectFile Read(string root, string path)
    {
        var file = System.IO.Path.Combine(root, path);
        var document = XDocument.Load(file);
        return new ProjectFile(
            path,
            [.. Includes(document, "ProjectReference").Select(r => FolderOf(root, file, r))],
            [.. Includes(document, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument document, string item) =>
        document.Descendants(item).Select(e => e.Attribute("Include")!.Value);

    private static string FolderOf(string root, string file, string reference)
    {
        var target = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, reference.Replace('\\', '/')));
        return System.IO.Path.GetRelativePath(root, System.IO.Path.GetDirectoryName(target)!).Replace('\\', '/');
    }
}
