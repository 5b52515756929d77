using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace Orchestry.Benchmarks.Streams;

/// <summary>A channel for each WebSocket, and a loop that sends what comes out of it.</summary>
internal sealed class ChannelBroadcast : BareServer
{
    private ImmutableArray<Channel<byte[]>> _channels = [];

    public static async Task<ChannelBroadcast> StartAsync(CancellationToken cancellationToken)
    {
        var broadcast = new ChannelBroadcast();
        await broadcast.ListenAsync(cancellationToken);
        return broadcast;
    }

    protected override void Send(byte[] message)
    {
        foreach (var channel in _channels)
        {
            channel.Writer.TryWrite(message);
        }
    }

    protected override Action Add(WebSocket socket)
    {
        var channel = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
        ImmutableInterlocked.Update(ref _channels, static (all, one) => all.Add(one), channel);
        _ = SendAllAsync(socket, channel.Reader);
        return () =>
        {
            ImmutableInterlocked.Update(ref _channels, static (all, one) => all.Remove(one), channel);
            channel.Writer.Complete();
        };
    }

    private static async Task SendAllAsync(WebSocket socket, ChannelReader<byte[]> messages)
    {
        await foreach (var message in messages.ReadAllAsync())
        {
            await SendAsync(socket, message);
        }
    }
}
