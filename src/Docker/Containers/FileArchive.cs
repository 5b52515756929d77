using System.Formats.Tar;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Containers;

/// <summary>Files as the archive that the engine unpacks at a container's root.</summary>
internal static class FileArchive
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The archive. The same files always give the same bytes.</summary>
    public static byte[] Of(IReadOnlyList<ContainerFile> files)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var file in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file.Path.TrimStart('/'))
                {
                    Mode = ReadableByAll,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = new MemoryStream(file.Content.ToArray(), writable: false),
                });
            }
        }

        return archive.ToArray();
    }
}
