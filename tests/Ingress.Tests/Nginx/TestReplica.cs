using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Orchestry.Ingress.Tests.Nginx;

/// <summary>
/// A replica's server, at a loopback address of its own. It answers with what it was asked: its name, the method, the raw target and the headers,
/// a line each. What a path ends with makes it behave otherwise.
/// </summary>
internal sealed class TestReplica : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _asked = new();
    private int _held;

    private TestReplica(string address)
    {
        Address = address;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Parse(address), 0);
            k.Limits.MaxRequestBodySize = null;
        });
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.UseWebSockets();
        _server.Run(AnswerAsync);
    }

    public string Address { get; }

    public int Port { get; private set; }

    /// <summary>The raw targets it was asked.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>Requests to <c>…/held</c> that wait for <see cref="Release"/>.</summary>
    public int Held => Volatile.Read(ref _held);

    public static async Task<TestReplica> StartAsync(string address)
    {
        var replica = new TestReplica(address);
        await replica._server.StartAsync();
        replica.Port = new Uri(replica._server.Urls.Single()).Port;
        return replica;
    }

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        _asked.Enqueue(target);
        var path = context.Request.Path.Value!;
        switch (path[(path.LastIndexOf('/') + 1)..])
        {
            case "held":
                Interlocked.Increment(ref _held);
                await _released.Task.WaitAsync(context.RequestAborted);
                Interlocked.Decrement(ref _held);
                break;
            case "broken":
                context.Abort();
                return;
            case "short":
                context.Response.ContentLength = 1000;
                await context.Response.Body.WriteAsync("abc"u8.ToArray());
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            case "events":
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: first\n\n");
                await context.Response.Body.FlushAsync();
                await _released.Task.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync("data: last\n\n");
                return;
            case "ws" when context.WebSockets.IsWebSocketRequest:
                await EchoAsync(context);
                return;
            case "size":
                var buffer = new byte[64 * 1024];
                long size = 0;
                while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
                {
                    size += read;
                }

                context.Response.ContentLength = $"{size}".Length;
                await context.Response.WriteAsync($"{size}");
                return;
            case var status when int.TryParse(status, out var code):
                context.Response.StatusCode = code;
                return;
            default:
                break;
        }

        var answer = new StringBuilder($"{Address}\n{context.Request.Method} {target}\n");
        foreach (var header in context.Request.Headers)
        {
            answer.Append($"{header.Key}: {header.Value}\n");
        }

        var body = Encoding.UTF8.GetBytes(answer.ToString());
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } got)
        {
            await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
