using System.Net.Sockets;
using System.Text;
using Orchestry.Testing.Network;

namespace Orchestry.Actors.Tests.Health;

/// <summary>A server on the loopback that gives every connection one answer, or none, and keeps what it was asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _answer;
    private int _connections;

    /// <param name="answer">The whole answer; null: silence.</param>
    public LoopbackServer(string? answer)
    {
        _answer = answer;
        _listener = new LoopbackListener(AnswerAsync);
    }

    public int Port => _listener.Port;

    /// <summary>What the first connection asked, head and body.</summary>
    public Task<string> Asked => _asked.Task;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A server that answers every request with this status.</summary>
    public static LoopbackServer Answering(int status, string headers = "") =>
        new($"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n");

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _asked.TrySetResult("");
    }

    private async Task AnswerAsync(Socket client, CancellationToken stopping)
    {
        Interlocked.Increment(ref _connections);
        await using var stream = new NetworkStream(client);
        var buffer = new byte[16 * 1024];
        var text = "";
        while (!IsWhole(text))
        {
            var count = await stream.ReadAsync(buffer, stopping);
            if (count == 0)
            {
                return;
            }

            text += Encoding.ASCII.GetString(buffer, 0, count);
        }

        _asked.TrySetResult(text);
        if (_answer is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer!), stopping);
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = text.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal));
        return length is null || text.Length >= end + 4 + int.Parse(length.AsSpan(16), System.Globalization.CultureInfo.InvariantCulture);
    }
}
