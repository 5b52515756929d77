using System.Text.Json;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>
/// Somebody who follows the logs of an application for a while: comes, stalls, loses the connection, and comes back with the last cursor at whatever
/// node there is.
/// </summary>
internal sealed class Subscriber(ClusterRig.Cluster cluster, string query, bool byWebSocket, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<JsonElement> _messages = [];
    private string? _cursor;

    /// <summary>Everything it was sent, over all connections.</summary>
    public IReadOnlyList<JsonElement> Messages => _messages;

    /// <summary>How often it connected.</summary>
    public int Connections { get; private set; }

    /// <summary>Goes on until it is told that it is enough, and then stays connected until nothing is owed any more.</summary>
    public async Task RunAsync(Func<IEnumerable<JsonElement>, bool> hasAll, CancellationToken isEnough)
    {
        while (!isEnough.IsCancellationRequested)
        {
            await StayAsync(TimeSpan.FromMilliseconds(_random.Next(300, 2500)), stalls: _random.Next(3) == 0, isEnough);
        }

        await Until.TrueAsync($"the rest of what was printed ({query})", async () =>
        {
            await StayAsync(TimeSpan.FromMilliseconds(500), stalls: false, CancellationToken.None);
            return hasAll(_messages);
        });
    }

    private async Task StayAsync(TimeSpan span, bool stalls, CancellationToken isEnough)
    {
        var nodes = cluster.Nodes.Where(n => n.IsThere).ToArray();
        var (node, path) = (nodes[_random.Next(nodes.Length)].Address, $"/api/v1/apps/counter/logs/stream{query}");
        StreamClient client;
        try
        {
            client = await (byWebSocket ? StreamClient.OpenAsync(node, path, _cursor) : StreamClient.OpenEventsAsync(node, path, _cursor));
        }
        catch (Exception error) when (error is System.Net.WebSockets.WebSocketException or HttpRequestException)
        {
            // A node that was killed just now.
            return;
        }

        Connections++;
        await using (client)
        {
            if (stalls)
            {
                client.Stall();
                await RestAsync(span, isEnough);
                client.GoOn();
            }

            await Task.WhenAny(client.Ended, RestAsync(span, isEnough));
        }

        _messages.AddRange(client.Messages);
        _cursor = client.Cursor ?? _cursor;
    }

    private static Task RestAsync(TimeSpan span, CancellationToken isEnough) =>
        Task.Delay(span, TimeProvider.System, isEnough).ContinueWith(static _ => { }, TaskScheduler.Default);
}
