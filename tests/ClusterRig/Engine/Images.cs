using System.Buffers.Binary;
using System.Formats.Tar;
using System.Text;

namespace Orchestry.ClusterRig;

/// <summary>
/// The images of one run, made of nothing but this machine's static busybox, so that no registry is needed. They are gone after the run.
/// </summary>
public sealed partial class Images : IAsyncLifetime
{
    /// <summary>The collection of every test that needs them; its tests run one after the other.</summary>
    public const string Collection = "engine";

    private const string Busybox = "/bin/busybox";

    private static readonly string[] Targets = ["web", "web2", "stubborn", "crashing", "broken", "chatty", "socket", "counting", "odd"];
    private static readonly string[] Applets = ["sh", "httpd", "sleep", "rm", "cat", "echo", "hostname", "touch", "nc", "cut", "sha1sum", "xxd", "base64", "printf", "head", "tr"];
    private static readonly string Run = Guid.NewGuid().ToString("N")[..8];

    private readonly Engine _engine = Engine.OfMachine();

    /// <summary>The name of <see cref="Socket"/>.</summary>
    internal static string SocketImage => Tag("socket");

    /// <summary>The name of <see cref="Web1"/>, for whoever builds it on another engine.</summary>
    internal static string WebImage => Tag("web");

    /// <summary>Serves /health, /cgi-bin/who and /cgi-bin/slow?SECONDS on port 80; ends at once on SIGTERM; unhealthy without its file /www/health.</summary>
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

    /// <summary>
    /// Prints numbered lines in bursts at full speed, <c>out HOSTNAME N</c> and every fifth number also <c>err HOSTNAME N</c> to standard error: as many
    /// bursts of <c>BURST</c> lines as <c>BURSTS</c> says, and when it is asked to end <c>bye HOSTNAME N</c> with the last number.
    /// </summary>
    public string Counting { get; } = Tag("counting");

    /// <summary>Prints what no log should hold: invalid UTF-8, colours, a NUL, a line of a megabyte, JSON, a stack trace.</summary>
    public string Odd { get; } = Tag("odd");

    /// <summary>
    /// Upgrades connections to <c>/talk</c> with the handshake of WebSocket and sends back every byte; answers everything else with who it is.
    /// Ends at once on SIGTERM.
    /// </summary>
    public string Socket { get; } = SocketImage;

    /// <summary>An nginx that says who it is, in one write, and what a 3 s answer is at <c>/slow</c>; many thousand times a second.</summary>
    public string Fast { get; } = NginxImage.First;

    /// <summary>The next release of it.</summary>
    public string Fast2 { get; } = NginxImage.Second;

    public async Task InitializeAsync()
    {
        Assert.True(await _engine.AnswersAsync(), $"These tests need a Docker engine; none answers at {_engine.Host}. Start one, or set DOCKER_HOST.");
        await BuildAsync(_engine, Targets);
        await NginxImage.BuildAsync(_engine);
    }

    public async Task DisposeAsync()
    {
        foreach (var target in Targets)
        {
            await _engine.DeleteAsync($"images/{Tag(target)}?force=true");
        }

        await NginxImage.RemoveAsync(_engine);
        _engine.Dispose();
    }

    /// <summary>Makes <see cref="WebImage"/> on another engine.</summary>
    internal static Task BuildWebAsync(Engine engine) => BuildAsync(engine, ["web"]);

    /// <summary>Makes <see cref="SocketImage"/> on another engine.</summary>
    internal static Task BuildSocketAsync(Engine engine) => BuildAsync(engine, ["socket"]);

    private static async Task BuildAsync(Engine engine, IEnumerable<string> targets)
    {
        var context = await ContextAsync();
        foreach (var target in targets)
        {
            using var tar = new MemoryStream(context, writable: false);
            await engine.BuildAsync(tar, target, Tag(target));
        }
    }

    internal static string Tag(string target) => $"orchestry-e2e-{Run}/{target}:1";

    private static async Task<byte[]> ContextAsync()
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            await AddAsync(writer, "Dockerfile", Encoding.UTF8.GetBytes(Dockerfile));
            await AddAsync(writer, "bin/busybox", await StaticBusyboxAsync());
            await AddAsync(writer, "bin/web", Encoding.UTF8.GetBytes(Web));
            await AddAsync(writer, "bin/chatter", Encoding.UTF8.GetBytes(Chatter));
            await AddAsync(writer, "bin/count", Encoding.UTF8.GetBytes(Counter));
            await AddAsync(writer, "bin/odd", Encoding.UTF8.GetBytes(OddTeller));
            await AddAsync(writer, "bin/socket", Encoding.UTF8.GetBytes(SocketServer));
            await AddAsync(writer, "bin/talk", Encoding.UTF8.GetBytes(Talk));
            await AddAsync(writer, "www/index.html", "hello\n"u8.ToArray());
            await AddAsync(writer, "www/health", "well\n"u8.ToArray());
            await AddAsync(writer, "www/cgi-bin/who", Encoding.UTF8.GetBytes(Who));
            await AddAsync(writer, "www/cgi-bin/slow", Encoding.UTF8.GetBytes(Slow));
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

    internal static async Task AddAsync(TarWriter writer, string path, byte[] content) => await writer.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, path)
        {
            DataStream = new MemoryStream(content),
            Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherExecute,
        });
}
