using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orchestry.Core.Streams;

namespace Orchestry.Http.Streams;

/// <summary>
/// Sends a subscription to a WebSocket. The client has nothing to say but that it goes: what else it sends is read, bounded, and dropped. Its close
/// frame says why, by a <see cref="CloseCode"/>.
/// </summary>
internal sealed class WebSocketSubscriber(HttpContext http, HttpOptions options, TimeProvider time)
{
    private const int LongestMessage = 4096;

    // What is heard is dropped, so there need not be room for all of it.
    private const int HeardAtOnce = 128;
    private const int LongestReason = 123;

    // As much as the server takes before it makes the writer wait, so that a batch is one write.
    private const int LargestWrite = 60 * 1024;

    /// <summary>Runs until one of the two ends it.</summary>
    public async Task RunAsync(Subscription subscription, CancellationToken stopping, CancellationToken tokenOver)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = options.KeepAlive,
            KeepAliveTimeout = options.KeepAlive,
        });
        var connection = http.Features.Get<IHttpUpgradeFeature>() is FrameUpgrade { Connection: { } stream }
            ? stream
            : throw new InvalidOperationException("The WebSocket does not run on a frame stream.");
        // Not one token: cancelling what is being received breaks the WebSocket, and nothing could be said any more.
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(stopping, tokenOver, http.RequestAborted);
        using var hearing = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var listening = ListenAsync(socket, sending, hearing.Token);
        var (code, reason) = await SendAsync(subscription, connection, stopping, tokenOver, sending.Token);
        if (sending.IsCancellationRequested && !stopping.IsCancellationRequested && !tokenOver.IsCancellationRequested)
        {
            (code, reason) = await listening;
        }

        await CloseAsync(socket, listening, code, reason);
        await hearing.CancelAsync();
        await listening;
    }

    private async Task<(int Code, string Reason)> SendAsync(
        Subscription subscription, FrameStream connection, CancellationToken stopping, CancellationToken tokenOver, CancellationToken sending)
    {
        try
        {
            await foreach (var batch in subscription.Batches.WithCancellation(sending))
            {
                for (var sent = 0; sent < batch.Length;)
                {
                    sent += await WriteAsync(batch[sent..], connection, sending);
                }
            }

            return (CloseCode.Over, CloseCode.OverReason);
        }
        catch (StreamEndedException end)
        {
            return end.End == StreamEnd.TooSlow
                ? (CloseCode.TooSlow, $"Too slow; go on with after={end.Cursor}")
                : (CloseCode.Failed, end.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (CloseCode.NodeStops, CloseCode.NodeStopsReason);
        }
        catch (OperationCanceledException) when (tokenOver.IsCancellationRequested)
        {
            return (CloseCode.TokenOver, CloseCode.TokenOverReason);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return (CloseCode.Over, "");
        }
    }

    /// <summary>Writes the first items at once, as many as one write may hold, and says how many.</summary>
    private async ValueTask<int> WriteAsync(ReadOnlyMemory<StreamItem> items, FrameStream connection, CancellationToken sending)
    {
        var (count, length) = (0, 0);
        foreach (var item in items.Span)
        {
            item.Wire ??= WebSocketFrame.Of(StreamItemJson.Write(item));
            if (count > 0 && length + item.Wire.Length > LargestWrite)
            {
                break;
            }

            (count, length) = (count + 1, length + item.Wire.Length);
        }

        if (count == 1)
        {
            await FinishAsync(connection.WriteAsync(items.Span[0].Wire, http.RequestAborted), sending);
            return count;
        }

        // Rented for the write alone: thousands of subscribers need it only while they are sent something.
        var frames = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var end = 0;
            foreach (var item in items.Span[..count])
            {
                item.Wire!.CopyTo(frames, end);
                end += item.Wire.Length;
            }

            await FinishAsync(connection.WriteAsync(frames.AsMemory(0, end), http.RequestAborted), sending);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frames);
        }
    }

    // However long it takes, as long as the client answers the signs of life.
    private ValueTask FinishAsync(ValueTask write, CancellationToken sending) => new ClientWrite(http, time).FinishAsync(write, Timeout.InfiniteTimeSpan, sending);

    /// <summary>Hears what the client sends until it goes, and then ends the sending.</summary>
    private static async Task<(int Code, string Reason)> ListenAsync(
        WebSocket socket, CancellationTokenSource sending, CancellationToken hearing)
    {
        var buffer = new byte[HeardAtOnce];
        try
        {
            for (var length = 0; ;)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), hearing);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return (CloseCode.Over, "");
                }

                length = received.EndOfMessage && length + received.Count <= LongestMessage ? 0 : length + received.Count;
                if (length > LongestMessage)
                {
                    return (CloseCode.MessageTooBig, $"Messages may have {LongestMessage} bytes");
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // It went without a word, or was silent for too long.
            return (CloseCode.Over, "");
        }
        finally
        {
            await sending.CancelAsync();
        }
    }

    /// <summary>Says good-bye, and does not wait long for one who does not read.</summary>
    private async Task CloseAsync(WebSocket socket, Task listening, int code, string reason)
    {
        using var patience = new CancellationTokenSource(ClientWrite.Farewell, time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, Cut(reason), patience.Token);
                await listening.WaitAsync(patience.Token);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            http.Abort();
        }
    }

    /// <summary>A close frame holds no more. A character of two parts goes as a whole.</summary>
    private static string Cut(string reason)
    {
        while (Encoding.UTF8.GetByteCount(reason) > LongestReason)
        {
            reason = reason[..^(char.IsLowSurrogate(reason[^1]) ? 2 : 1)];
        }

        return reason;
    }
}
