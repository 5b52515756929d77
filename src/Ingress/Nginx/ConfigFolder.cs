using System.Collections.Immutable;
using System.Text;

namespace Orchestry.Ingress.Nginx;

/// <summary>
/// Our files in the folder that the operator's nginx includes. Each is replaced in one step, so that nginx never reads half of one; files without
/// our first line are never written, moved or removed.
/// </summary>
internal sealed class ConfigFolder(string path)
{
    /// <summary>The first line of every file of ours.</summary>
    public const string Marker = "# Written by Orchestry, which overwrites what is changed here and removes what is no longer needed.";

    private const string TemporaryPrefix = ".orchestry-";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Our files as they are now, by name.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public ImmutableSortedDictionary<string, string> Read()
    {
        Directory.CreateDirectory(path);
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(path))
        {
            if (Path.GetExtension(file) is ".conf" or ".inc" && IsOurs(file))
            {
                files.Add(Path.GetFileName(file), File.ReadAllText(file, Utf8));
            }
        }

        return files.ToImmutable();
    }

    /// <summary>The name of a file that is needed and is somebody else's; null: none.</summary>
    public string? Foreign(IEnumerable<string> names) =>
        names.FirstOrDefault(name => Path.Exists(Path.Combine(path, name)) && !IsOurs(Path.Combine(path, name)));

    /// <summary>Makes our files these: the changed ones are written, the ones that are not among them removed.</summary>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file must not be written.</exception>
    public void Write(ImmutableSortedDictionary<string, string> wanted)
    {
        var present = Read();
        foreach (var (name, text) in wanted)
        {
            if (present.GetValueOrDefault(name) != text)
            {
                Replace(name, text);
            }
        }

        foreach (var name in present.Keys.Where(n => !wanted.ContainsKey(n)))
        {
            File.Delete(Path.Combine(path, name));
        }
    }

    /// <summary>Removes what a process of ours that died while it wrote has left.</summary>
    public void Tidy()
    {
        Directory.CreateDirectory(path);
        foreach (var file in Directory.EnumerateFiles(path, $"{TemporaryPrefix}*.tmp"))
        {
            File.Delete(file);
        }
    }

    private static bool IsOurs(string file)
    {
        using var reader = new StreamReader(file, Utf8);
        var start = new char[Marker.Length];
        return reader.ReadBlock(start) == Marker.Length && start.AsSpan().SequenceEqual(Marker);
    }

    private void Replace(string name, string text)
    {
        var temporary = Path.Combine(path, $"{TemporaryPrefix}{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(Utf8.GetBytes(text));
                // On the disk before it takes the place of what is good: after a power failure nginx must find the one or the other.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path.Combine(path, name), overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
