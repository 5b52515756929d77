using System.Formats.Tar;
using System.Text;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>The build context of an image made of nothing but the static busybox of this machine.</summary>
internal static class BusyboxImage
{
    private const string Busybox = "/bin/busybox";

    private const string Dockerfile = """
        FROM scratch
        COPY bin/ /bin/
        COPY www/ /www/
        ENV PATH=/bin FROM_IMAGE=yes
        CMD ["busybox", "httpd", "-f", "-p", "80", "-h", "/www"]
        """;

    private const string Greet = "#!/bin/sh\necho hello\necho world >&2\nexit 3\n";

    private static readonly string[] Applets = ["sh", "sleep", "env", "pwd", "cat", "echo", "seq", "touch", "head", "tr", "httpd", "trap", "yes"];

    public static async Task<Stream> ContextAsync(CancellationToken cancellationToken)
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            await AddAsync(writer, "Dockerfile", Encoding.UTF8.GetBytes(Dockerfile), UnixFileMode.UserRead, cancellationToken);
            await AddAsync(writer, "www/index.html", "hello\n"u8.ToArray(), UnixFileMode.UserRead | UnixFileMode.OtherRead, cancellationToken);
            await AddAsync(writer, "bin/busybox", await File.ReadAllBytesAsync(Busybox, cancellationToken), Executable, cancellationToken);
            await AddAsync(writer, "bin/greet", Encoding.UTF8.GetBytes(Greet), Executable, cancellationToken);
            foreach (var applet in Applets)
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" }, cancellationToken);
            }
        }

        tar.Position = 0;
        return tar;
    }

    private static UnixFileMode Executable =>
        UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static async Task AddAsync(TarWriter writer, string path, byte[] content, UnixFileMode mode, CancellationToken cancellationToken) =>
        await writer.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content), Mode = mode }, cancellationToken);
}
