using System.Text.Json;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>
/// Somebody who follows the logs of an application for a while: comes, stalls, loses the connection, and comes back with the last cursor at whatever
/// node there is.
/// </summary>
internal sealed class Subscriber(ClusterRig.Cluster cluster, string query, bool byWebSocket, int seed)
{
    // In a row, the shortest of half a second: the containers pause for less.
    private const int EnoughQuiet = 5;

    private readonly Random _random = new(seed);
    private readonly List<JsonElement> _messages = [];
    private readonly HashSet<string> _lines = [];
    private readonly Queue<string> _history = new();
    private string? _cursor;

    /// <summary>Everything it was sent, over all connections.</summary>
    public IReadOnlyList<JsonElement> Messages => _messages;

    /// <summary>How often it connected.</summary>
    public int Connections { get; private set; }

    /// <summary>Goes on until it is told that it is enough, and then stays connected until nothing is owed any more.</summary>
    /// <param name="hasAll">Whether the lines that it was sent are all.</param>
    /// <param name="isEnough">When to go no more.</param>
    public async Task RunAsync(Func<IReadOnlySet<string>, bool> hasAll, CancellationToken isEnough)
    {
        while (!isEnough.IsCancellationRequested)
        {
            await StayAsync(TimeSpan.FromMilliseconds(_random.Next(300, 2500)), stalls: _random.Next(3) == 0, isEnough);
        }

        // What it was told that it lost, being too slow, never comes, be it the very last line: then it has all when nothing comes any more.
        // A machine that is busy may need longer than a stay to send the first message of it: so each in vain is followed by a longer one.
        var quietStays = 0;
        await Until.SeesAsync<object>(
            $"the rest of what was printed, by seed {seed} with '{query}'",
            async () =>
            {
                var before = _messages.Count;
                await StayAsync(TimeSpan.FromMilliseconds(500 * (1 << quietStays)), stalls: false, CancellationToken.None);
                quietStays = _messages.Count == before ? Math.Min(quietStays + 1, EnoughQuiet) : 0;
                return hasAll(_lines) || (quietStays == EnoughQuiet && _messages.Any(IsTooSlow)) ? this : null;
            },
            () => Task.FromResult($"It was sent {_messages.Count} messages:\n{string.Join('\n', _history)}"));
    }

    private static bool IsTooSlow(JsonElement message) =>
        message.TryGetProperty("reason", out var reason) && reason.GetString() == "The subscriber was too slow";

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

        var sent = client.Messages;
        _messages.AddRange(sent);
        _lines.UnionWith(sent.Where(m => m.TryGetProperty("message", out _)).Select(m => m.Text("message")));
        _cursor = client.Cursor ?? _cursor;
        Remember($"{node} after {sent.Count} messages, closed by {client.Close}; the last: {(sent.Count == 0 ? "none" : sent[^1])}");
        foreach (var other in sent.Where(m => m.TryGetProperty("type", out _)))
        {
            Remember($"  {other}");
        }
    }

    /// <summary>Keeps the last of what happened, for people.</summary>
    private void Remember(string what)
    {
        _history.Enqueue(what);
        if (_history.Count > 40)
        {
            _history.Dequeue();
        }
    }

    private static Task RestAsync(TimeSpan span, CancellationToken isEnough) =>
        Task.Delay(span, TimeProvider.System, isEnough).ContinueWith(static _ => { }, TaskScheduler.Default);
}
