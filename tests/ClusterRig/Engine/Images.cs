using System.Buffers.Binary;
using System.Formats.Tar;
using System.Text;

namespace Orchestry.ClusterRig;

/// <summary>
/// The images of one run, made of nothing but this machine's static busybox, so that no registry is needed. They are gone after the run.
/// </summary>
public sealed class Images : IAsyncLifetime
{
    /// <summary>The collection of every test that needs them; its tests run one after the other.</summary>
    public const string Collection = "engine";

    private const string Busybox = "/bin/busybox";

    private const string Dockerfile = """
        FROM scratch AS base
        COPY bin/ /bin/
        COPY www/ /www/
        ENV PATH=/bin FROM_IMAGE=yes
        EXPOSE 80

        # Ends at once when it is asked to.
        FROM base AS web
        ENTRYPOINT ["sh", "/bin/web"]

        FROM web AS web2
        ENV RELEASE=2

        # As process 1, httpd does not notice SIGTERM.
        FROM base AS stubborn
        ENTRYPOINT ["httpd", "-f", "-p", "80", "-h", "/www"]

        FROM base AS crashing
        ENTRYPOINT ["sh", "-c", "echo 'ERROR: no configuration found'; exit 3"]

        # Runs, and is never healthy.
        FROM base AS broken
        ENTRYPOINT ["sh", "-c", "rm /www/health; exec httpd -f -p 80 -h /www"]

        FROM base AS chatty
        ENTRYPOINT ["sh", "/bin/chatter"]

        """;

    private const string Web = """
        trap 'kill $server; exit 0' TERM
        httpd -f -p 80 -h /www &
        server=$!
        wait $server

        """;

    // One line in each of the forms that common loggers write.
    private const string Chatter = """
        trap 'exit 0' TERM
        echo '1 plain words'
        echo 'INFO 2 leading word'
        echo '2026-11-23T10:00:00Z [WARN] 3 after a time'
        echo '{"level":"error","msg":"4 json"}'
        echo 'level=debug msg="5 logfmt"'
        echo '<2>6 syslog' >&2
        sleep 86400 &
        wait $!

        """;

    private const string Who = """
        #!/bin/sh
        echo 'Content-Type: text/plain'
        echo
        echo "$(hostname) ${RELEASE:-1}"

        """;

    private static readonly string[] Targets = ["web", "web2", "stubborn", "crashing", "broken", "chatty"];
    private static readonly string[] Applets = ["sh", "httpd", "sleep", "rm", "cat", "echo", "hostname", "touch"];
    private static readonly string Run = Guid.NewGuid().ToString("N")[..8];

    private readonly Engine _engine = Engine.OfMachine();

    /// <summary>The name of <see cref="Web1"/>, for whoever builds it on another engine.</summary>
    internal static string WebImage => Tag("web");

    /// <summary>Serves /health and /cgi-bin/who on port 80; ends at once on SIGTERM; unhealthy without its file /www/health.</summary>
    public string Web1 { get; } = WebImage;

    /// <summary>The next release of it.</summary>
    public string Web2 { get; } = Tag("web2");

    /// <summary>The same, deaf to SIGTERM.</summary>
    public string Stubborn { get; } = Tag("stubborn");

    /// <summary>Says why and ends with code 3.</summary>
    public string Crashing { get; } = Tag("crashing");

    /// <summary>Serves, but never its health.</summary>
    public string Broken { get; } = Tag("broken");

    /// <summary>Prints six numbered lines and goes on doing nothing.</summary>
    public string Chatty { get; } = Tag("chatty");

    public async Task InitializeAsync()
    {
        Assert.True(await _engine.AnswersAsync(), $"These tests need a Docker engine; none answers at {_engine.Host}. Start one, or set DOCKER_HOST.");
        await BuildAsync(_engine, Targets);
    }

    public async Task DisposeAsync()
    {
        foreach (var target in Targets)
        {
            await _engine.DeleteAsync($"images/{Tag(target)}?force=true");
        }

        _engine.Dispose();
    }

    /// <summary>Makes <see cref="WebImage"/> on another engine.</summary>
    internal static Task BuildWebAsync(Engine engine) => BuildAsync(engine, ["web"]);

    private static async Task BuildAsync(Engine engine, IEnumerable<string> targets)
    {
        var context = await ContextAsync();
        foreach (var target in targets)
        {
            using var tar = new MemoryStream(context, writable: false);
            await engine.BuildAsync(tar, target, Tag(target));
        }
    }

    private static string Tag(string target) => $"orchestry-e2e-{Run}/{target}:1";

    private static async Task<byte[]> ContextAsync()
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            await AddAsync(writer, "Dockerfile", Encoding.UTF8.GetBytes(Dockerfile));
            await AddAsync(writer, "bin/busybox", await StaticBusyboxAsync());
            await AddAsync(writer, "bin/web", Encoding.UTF8.GetBytes(Web));
            await AddAsync(writer, "bin/chatter", Encoding.UTF8.GetBytes(Chatter));
            await AddAsync(writer, "www/index.html", "hello\n"u8.ToArray());
            await AddAsync(writer, "www/health", "well\n"u8.ToArray());
            await AddAsync(writer, "www/cgi-bin/who", Encoding.UTF8.GetBytes(Who));
            foreach (var applet in Applets)
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            }
        }

        return tar.ToArray();
    }

    private static async Task<byte[]> StaticBusyboxAsync()
    {
        Assert.True(File.Exists(Busybox), $"These tests need a static busybox at {Busybox} (Debian: apt-get install busybox-static).");
        var program = await File.ReadAllBytesAsync(Busybox);
        Assert.False(NeedsLoader(program), $"{Busybox} is linked dynamically; these tests need a static one (Debian: apt-get install busybox-static).");
        return program;
    }

    // In an image without a C library a program must not have a PT_INTERP entry in its ELF program header.
    private static bool NeedsLoader(ReadOnlySpan<byte> elf)
    {
        const int Interpreter = 3;
        var offset = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[32..]);
        var (size, count) = (BinaryPrimitives.ReadInt16LittleEndian(elf[54..]), BinaryPrimitives.ReadInt16LittleEndian(elf[56..]));
        for (var i = 0; i < count; i++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(elf[(offset + (i * size))..]) == Interpreter)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task AddAsync(TarWriter writer, string path, byte[] content) => await writer.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, path)
        {
            DataStream = new MemoryStream(content),
            Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
        });
}
