using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestry.Contracts;
using Orchestry.Contracts.Streams;
using Orchestry.Core.Streams;

namespace Orchestry.Http.Streams;

/// <summary>
/// Sends a subscription as Server-Sent Events (WHATWG HTML, 9.2). Each has its cursor as id, so that a client that reconnects goes on by itself. The last
/// one, of type <c>close</c>, says why the server ends it.
/// </summary>
/// <param name="http">The request.</param>
/// <param name="options">The API's options.</param>
/// <param name="time">The clock.</param>
/// <param name="write">Writes an item as this subscriber wants it; null: as every other gets it, made once for all.</param>
internal sealed class EventStreamSubscriber(HttpContext http, HttpOptions options, TimeProvider time, Func<StreamItem, byte[]>? write = null)
{
    public const string ContentType = "text/event-stream";

    private const int LargestWrite = 60 * 1024;

    /// <summary>Runs until one of the two ends it.</summary>
    public async Task RunAsync(Subscription subscription, CancellationToken stopping, CancellationToken tokenOver)
    {
        var response = http.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        // A proxy that gathers the answer before it passes it on would gather for ever.
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(http.RequestAborted);
        await response.BodyWriter.FlushAsync(http.RequestAborted);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, tokenOver, http.RequestAborted);
        try
        {
            await SendAsync(subscription, ending.Token);
            await CloseAsync(CloseCode.Over, CloseCode.OverReason);
        }
        catch (StreamEndedException end)
        {
            await CloseAsync(end.End == StreamEnd.TooSlow ? CloseCode.TooSlow : CloseCode.Failed, end.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await CloseAsync(CloseCode.NodeStops, CloseCode.NodeStopsReason);
        }
        catch (OperationCanceledException) when (tokenOver.IsCancellationRequested)
        {
            await CloseAsync(CloseCode.TokenOver, CloseCode.TokenOverReason);
        }
        catch (SubscriberDeafException)
        {
            // Its connection is given up.
        }
    }

    private async Task SendAsync(Subscription subscription, CancellationToken ending)
    {
        await using var batches = subscription.Batches.GetAsyncEnumerator(ending);
        var next = batches.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                try
                {
                    if (!await next.WaitAsync(options.KeepAlive, time, ending))
                    {
                        return;
                    }
                }
                catch (TimeoutException) when (!next.IsFaulted)
                {
                    // A comment, by which both sides notice that the other has gone.
                    http.Response.BodyWriter.Write(": still here\n\n"u8);
                    await FlushAsync(options.KeepAlive, ending);
                    continue;
                }

                await WriteAsync(batches.Current, ending);
                next = batches.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // It must not be disposed of while it runs.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<StreamItem> batch, CancellationToken ending)
    {
        var body = http.Response.BodyWriter;
        for (var i = 0; i < batch.Length; i++)
        {
            var item = batch.Span[i];
            Write(body, item.Cursor, StreamItemJson.TypeOf(item), write is null ? Shared(item) : write(item));
            if (i == batch.Length - 1 || body.UnflushedBytes >= LargestWrite)
            {
                await FlushAsync(options.KeepAlive, ending);
            }
        }
    }

    private static ReadOnlySpan<byte> Shared(StreamItem item) => WebSocketFrame.TextOf(item.Wire ??= WebSocketFrame.Of(StreamItemJson.Write(item)));

    private async Task CloseAsync(int code, string reason)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(new CloseMessage(code, reason), ContractsJson.Wire.CloseMessage);
        Write(http.Response.BodyWriter, null, "close", message);
        try
        {
            await FlushAsync(ClientWrite.Farewell, http.RequestAborted);
        }
        catch (SubscriberDeafException)
        {
            // It does not hear this either.
        }
    }

    private ValueTask FlushAsync(TimeSpan patience, CancellationToken ending) => new ClientWrite(http, time).FinishAsync(FlushedAsync(), patience, ending);

    private async ValueTask FlushedAsync() => await http.Response.BodyWriter.FlushAsync(http.RequestAborted);

    private static void Write(IBufferWriter<byte> body, string? id, string? type, ReadOnlySpan<byte> data)
    {
        if (id is not null)
        {
            body.Write("id: "u8);
            Encoding.ASCII.GetBytes(id, body);
            body.Write("\n"u8);
        }

        if (type is not null)
        {
            body.Write("event: "u8);
            Encoding.ASCII.GetBytes(type, body);
            body.Write("\n"u8);
        }

        body.Write("data: "u8);
        body.Write(data);
        body.Write("\n\n"u8);
    }
}
