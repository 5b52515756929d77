using System.Buffers.Binary;
using System.Text;
using Orchestry.Core.Engine;
using Orchestry.Docker.Tests.Scripted;

namespace Orchestry.Docker.Tests.Logs;

public sealed class LogFramesTests : IAsyncLifetime
{
    private const string First = "2026-01-05T10:00:00.123456789Z ";
    private const string Second = "2026-01-05T10:00:01.000000000Z ";

    private readonly ScriptedEngine _scripted = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _scripted.DisposeAsync();

    [Fact]
    public async Task Frames_that_arrive_byte_by_byte_are_put_together_per_stream()
    {
        byte[] all = [.. Frame(1, First + "hello "), .. Frame(2, Second + "oops\n"), .. Frame(1, First + "world\n"), .. Frame(1, Second + "\n")];
        var log = await ReadAsync(terminal: false, [.. all.Select(one => new[] { one })]);
        Assert.Equal(
            [
                new LogFrame(LogStream.Stderr, At(1, 0), "oops"),
                new LogFrame(LogStream.Stdout, At(0, 1_234_567), "hello world"),
                new LogFrame(LogStream.Stdout, At(1, 0), ""),
            ],
            log);
    }

    [Fact]
    public async Task A_text_that_looks_like_a_timestamp_inside_a_line_is_left_alone() =>
        Assert.Equal(First + "again", Assert.Single(await ReadAsync(terminal: false, Frame(1, Second + First + "again\n"))).Text);

    [Fact]
    public async Task A_last_line_without_its_end_is_not_lost() =>
        Assert.Equal("dying words", Assert.Single(await ReadAsync(terminal: false, Frame(2, First + "dying words"))).Text);

    [Fact]
    public async Task Invalid_UTF_8_becomes_the_replacement_character() =>
        Assert.Equal("a\uFFFDb", Assert.Single(await ReadAsync(terminal: false, Frame(1, [.. Encoding.ASCII.GetBytes(First), (byte)'a', 0xFF, (byte)'b', (byte)'\n']))).Text);

    [Fact]
    public async Task A_line_is_cut_at_1_MiB_and_the_next_one_is_whole()
    {
        var log = await ReadAsync(terminal: false, Frame(1, First + new string('x', 3 * 1024 * 1024) + "\n"), Frame(1, Second + "next\n"));
        Assert.Equal([1024 * 1024, 4], log.Select(line => line.Text.Length));
    }

    [Fact]
    public async Task A_terminals_lines_lose_their_carriage_return()
    {
        var log = await ReadAsync(terminal: true, Encoding.ASCII.GetBytes(First + "one\r\n" + Second), Encoding.ASCII.GetBytes("two\r\n"));
        Assert.Equal([new LogFrame(LogStream.Stdout, At(0, 1_234_567), "one"), new LogFrame(LogStream.Stdout, At(1, 0), "two")], log);
    }

    [Fact]
    public async Task A_frame_that_is_cut_short_is_a_broken_connection()
    {
        var broken = await Assert.ThrowsAsync<EngineException>(() => ReadAsync(terminal: false, Frame(1, First + "hello\n")[..20]));
        Assert.Equal(EngineFaultKind.Unreachable, broken.Fault.Kind);
        Assert.Contains("in the middle of a frame", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_an_unknown_stream_is_a_broken_connection()
    {
        var broken = await Assert.ThrowsAsync<EngineException>(() => ReadAsync(terminal: false, Frame(77, "x")));
        Assert.Contains("unknown stream 77", broken.Message, StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int second, int ticks) => new DateTimeOffset(2026, 1, 5, 10, 0, second, TimeSpan.Zero).AddTicks(ticks);

    private static byte[] Frame(byte stream, string payload) => Frame(stream, Encoding.ASCII.GetBytes(payload));

    private static byte[] Frame(byte stream, byte[] payload)
    {
        var header = new byte[8];
        header[0] = stream;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), payload.Length);
        return [.. header, .. payload];
    }

    private async Task<List<LogFrame>> ReadAsync(bool terminal, params byte[][] chunks)
    {
        _scripted.On("GET /containers/web/json", 200, $$$"""
            {"Id":"web","Name":"/web","Created":"2026-01-05T10:00:00Z","Config":{"Image":"i","Tty":{{{(terminal ? "true" : "false")}}}},
             "State":{"Status":"running","StartedAt":"2026-01-05T10:00:00Z","FinishedAt":"0001-01-01T00:00:00Z"}}
            """);
        _scripted.On("GET /containers/web/logs", async reply =>
        {
            await reply.BeginAsync();
            foreach (var chunk in chunks)
            {
                await reply.ChunkAsync(chunk);
            }

            await reply.EndAsync();
        });
        await using var engine = _scripted.Connect();
        var lines = new List<LogFrame>();
        await foreach (var line in engine.ReadLogsAsync(new ContainerId("web"), new LogQuery(null, null, Follow: false), default))
        {
            lines.Add(line);
        }

        return lines;
    }
}
