using System.Net.Sockets;
using System.Text;

namespace Orchestry.Docker.Tests.Scripted;

/// <summary>The way back from a script to the client. The connection closes when the script returns.</summary>
internal sealed class ScriptedReply(Stream stream, Socket socket, ScriptedRequest request, CancellationToken closing)
{
    public ScriptedRequest Request => request;

    public Task JsonAsync(int status, string json) =>
        RawAsync($"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}");

    /// <summary>Begins an answer whose length is not known; <paramref name="date"/> is the engine's clock.</summary>
    public Task BeginAsync(string date = "Mon, 05 Jan 2026 10:00:00 GMT") =>
        RawAsync($"HTTP/1.1 200 OK\r\nDate: {date}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");

    public Task ChunkAsync(string text) => ChunkAsync(Encoding.UTF8.GetBytes(text));

    public async Task ChunkAsync(byte[] bytes)
    {
        await RawAsync($"{bytes.Length:x}\r\n");
        await stream.WriteAsync(bytes, closing);
        await RawAsync("\r\n");
    }

    public Task EndAsync() => RawAsync("0\r\n\r\n");

    /// <summary>Begins, sends everything and ends.</summary>
    public async Task StreamAsync(params string[] chunks)
    {
        await BeginAsync();
        foreach (var chunk in chunks)
        {
            await ChunkAsync(chunk);
        }

        await EndAsync();
    }

    /// <summary>Says nothing more until the test is over.</summary>
    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing);

    /// <summary>Resets the connection, as when the engine's process dies.</summary>
    public void Break()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public async Task RawAsync(string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), closing);
        await stream.FlushAsync(closing);
    }
}
