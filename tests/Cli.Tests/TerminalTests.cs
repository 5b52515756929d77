namespace Orchestry.Cli.Tests;

/// <summary>What is different where a person looks.</summary>
public sealed class TerminalTests : IAsyncLifetime
{
    private readonly CliRunner _cli = new();
    private FakeController _controller = null!;

    public async Task InitializeAsync()
    {
        _controller = await FakeController.StartAsync();
        _controller.On("GET /api/v1/apps", Examples.List).On("GET /api/v1/apps/my-app/spec", Examples.Spec);
    }

    public async Task DisposeAsync()
    {
        await _controller.DisposeAsync();
        _cli.Dispose();
    }

    [Theory]
    [InlineData(true, null, null, true)]
    [InlineData(false, null, null, false)]
    [InlineData(true, "1", null, false)]
    [InlineData(true, null, "dumb", false)]
    public async Task States_are_coloured_on_a_terminal_only_and_not_with_NO_COLOR(bool isTerminal, string? noColor, string? term, bool isColoured)
    {
        _cli.IsTerminal = isTerminal;
        _cli.Variables["NO_COLOR"] = noColor ?? "";
        _cli.Variables["TERM"] = term ?? "xterm";

        var run = await _cli.RunAsync(_controller, "list");

        Assert.Equal(isColoured, run.Out.Contains("\e[32mrunning\e[0m", StringComparison.Ordinal));
        Assert.Equal(isColoured, run.Out.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_and_reasons_cant_move_a_terminals_cursor()
    {
        _controller.On("GET /api/v1/apps",
            Examples.List.Replace("nginx:alpine", "\\u001b[2Jnginx", StringComparison.Ordinal)).Refuse("GET /cluster/status", 500, "X",
            "\\u001b]0;title\\u0007");

        Assert.DoesNotContain('\e', (await _cli.RunAsync(_controller, "list")).Out);
        Assert.DoesNotContain('\e', (await _cli.RunAsync(_controller, "cluster", "status")).Error);
    }

    [Fact]
    public async Task An_operation_that_waits_has_a_bar_for_each_replica()
    {
        var looked = new TaskCompletionSource();
        _cli.IsTerminal = true;
        _controller.On("POST /api/v1/apps/my-app/start", async (http, _) =>
        {
            await looked.Task;
            await FakeController.Json("""{"message":"ok","app_name":"my-app","replicas":3,"status":"running"}""")(http);
        });
        _controller.On("GET /api/v1/apps/my-app", async (http, before) =>
        {
            await FakeController.Json(Examples.Detail)(http);
            if (before == 1)
            {
                looked.SetResult();
            }
        });

        var run = await _cli.RunAsync(_controller, "up", "my-app");

        Assert.Equal((0, "my-app: running, 3 replicas\n"), (run.Code, run.Out));
        Assert.Contains("my-app-1 healthy", run.Error, StringComparison.Ordinal);
        Assert.Contains("(replica to come 1)", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StandardOutput.BrokenPipe, ExitCodes.Success, "")]
    [InlineData(28, ExitCodes.Failure, "orchestry: No space left\n")]
    public async Task An_output_that_takes_nothing_more_ends_the_command(int error, int code, string told)
    {
        using var said = new StringWriter { NewLine = "\n" };
        // Not disposed: that would write once more.
        var output = new StreamWriter(new FullStream(error)) { AutoFlush = true };

        Assert.Equal(code, await CommandLine.RunAsync(_cli.Around(output, said), Persona.Orchestry, ["list", "--url", _controller.Url]));
        Assert.Equal(told, said.ToString());
    }

    [Theory]
    [InlineData("delete my-app")]
    [InlineData("config")]
    [InlineData("login")]
    [InlineData("login -u admin")]
    [InlineData("ring secret create db")]
    public async Task Ctrl_C_ends_a_command_that_asks_something(string arguments)
    {
        using var asked = new SemaphoreSlim(0);
        using var never = new ManualResetEventSlim();
        using var ctrlC = new CancellationTokenSource();
        string Ask()
        {
            asked.Release();
            never.Wait();
            return "";
        }

        _cli.IsTerminal = true;
        var around = _cli.Around(TextWriter.Null, TextWriter.Null) with { In = new AskedReader(Ask), ReadSecret = Ask };
        var running = CommandLine.RunAsync(around, Persona.Orchestry, arguments.Split(' '), ctrlC.Token);
        Assert.NotSame(running, await Task.WhenAny(running, asked.WaitAsync()));
        await ctrlC.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await running);
        never.Set();
    }

    private sealed class FullStream(int error) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left", error);

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left", error);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("No space left", error);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("No space left", error);
    }

    /// <summary>Blocks whoever reads, as a console does.</summary>
    private sealed class AskedReader(Func<string> ask) : TextReader
    {
        public override string? ReadLine() => ask();
    }
}
