using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestry.Actors.Tests.Health;

/// <summary>A server on the loopback that gives every connection one answer, or none, and keeps what it was asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _answer;
    private readonly Task _serving;

    /// <param name="answer">The whole answer; null: silence.</param>
    public LoopbackServer(string? answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the first connection asked, head and body.</summary>
    public Task<string> Asked => _asked.Task;

    public int Connections { get; private set; }

    /// <summary>A server that answers every request with this status.</summary>
    public static LoopbackServer Answering(int status, string headers = "") =>
        new($"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                Connections++;
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // A probe that has seen enough hangs up; the next one must find the server listening.
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException || _stopping.IsCancellationRequested)
        {
            _asked.TrySetResult("");
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var buffer = new byte[16 * 1024];
        var text = "";
        while (!IsWhole(text))
        {
            var count = await stream.ReadAsync(buffer, _stopping.Token);
            if (count == 0)
            {
                return;
            }

            text += Encoding.ASCII.GetString(buffer, 0, count);
        }

        _asked.TrySetResult(text);
        if (_answer is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stopping.Token);
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer!), _stopping.Token);
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
