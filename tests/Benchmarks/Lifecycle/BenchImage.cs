using System.Formats.Tar;
using System.Text;
using Orchestry.Core.Engine;

namespace Orchestry.Benchmarks.Lifecycle;

/// <summary>The image that both sides run: the machine's static busybox serving one page, stopping on SIGTERM.</summary>
internal static class BenchImage
{
    public const string Tag = "orchestry/bench:1";

    private const string Dockerfile = """
        FROM scratch
        COPY busybox /bin/busybox
        COPY index.html /www/index.html
        ENTRYPOINT ["/bin/busybox", "sh", "-c", "trap 'exit 0' TERM; /bin/busybox httpd -f -p 80 -h /www & wait"]
        """;

    public static async Task EnsureAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await AddAsync(writer, "Dockerfile", Encoding.UTF8.GetBytes(Dockerfile), cancellationToken);
            await AddAsync(writer, "index.html", "hello"u8.ToArray(), cancellationToken);
            await AddAsync(writer, "busybox", await File.ReadAllBytesAsync("/bin/busybox", cancellationToken), cancellationToken);
        }

        tar.Position = 0;
        _ = (await engine.BuildImageAsync(Tag, tar, cancellationToken)).Value;
    }

    private static async Task AddAsync(TarWriter writer, string name, byte[] content, CancellationToken cancellationToken)
    {
        var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(content),
            Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
        };
        await writer.WriteEntryAsync(entry, cancellationToken);
    }
}
