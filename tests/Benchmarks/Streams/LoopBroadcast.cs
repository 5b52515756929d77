using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace Orchestry.Benchmarks.Streams;

/// <summary>For each processor a loop over its share of the WebSockets, message by message.</summary>
internal sealed class LoopBroadcast : BareServer
{
    private readonly Share[] _shares = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Share())];
    private int _subscribers;

    public static async Task<LoopBroadcast> StartAsync(CancellationToken cancellationToken)
    {
        var broadcast = new LoopBroadcast();
        foreach (var share in broadcast._shares)
        {
            _ = Task.Run(share.SendAsync, cancellationToken);
        }

        await broadcast.ListenAsync(cancellationToken);
        return broadcast;
    }

    protected override void Send(byte[] message)
    {
        foreach (var share in _shares)
        {
            share.Messages.Writer.TryWrite(message);
        }
    }

    protected override Action Add(WebSocket socket)
    {
        var share = _shares[Interlocked.Increment(ref _subscribers) % _shares.Length];
        ImmutableInterlocked.Update(ref share.Sockets, static (all, one) => all.Add(one), socket);
        return () => ImmutableInterlocked.Update(ref share.Sockets, static (all, one) => all.Remove(one), socket);
    }

    private sealed class Share
    {
        public ImmutableArray<WebSocket> Sockets = [];

        public Channel<byte[]> Messages { get; } = Channel.CreateUnbounded<byte[]>();

        public async Task SendAsync()
        {
            await foreach (var message in Messages.Reader.ReadAllAsync())
            {
                foreach (var socket in Sockets)
                {
                    await BareServer.SendAsync(socket, message);
                }
            }
        }
    }
}
