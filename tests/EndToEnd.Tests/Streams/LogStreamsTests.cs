using System.Globalization;
using System.Text.Json;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>Nobody who follows logs misses a line or sees one twice, whatever happens to containers, connections and nodes.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class LogStreamsTests(Images images) : ClusterTest(images, subnet: 146)
{
    private const int Bursts = 30;
    private const int Burst = 500;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Whoever_comes_goes_stalls_and_comes_back_is_sent_exactly_what_was_printed_or_told_what_is_missing()
    {
        var seed = Random.Shared.Next(1_000_000);
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", Counter(release: 1).ToJson())).Expect(201);
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/counter/start", new System.Text.Json.Nodes.JsonObject { ["replicas"] = 2, ["wait"] = true })).Expect(200);
        await UntilHealthyEverywhereAsync("counter", 2);
        var known = (await HostsAsync()).ToHashSet();
        Subscriber[] subscribers =
        [
            .. Enumerable.Range(0, 4).Select(i => new Subscriber(Cluster, "", byWebSocket: i % 2 == 0, seed + i)),
            new(Cluster, "?container=counter-1", byWebSocket: true, seed + 4), new(Cluster, "?tail=50", byWebSocket: false, seed + 5),
        ];
        using var isEnough = new CancellationTokenSource();
        var owed = new List<string>();
        var following = subscribers.Select(s => s.RunAsync(messages => Has(messages, owed, s == subscribers[4]), isEnough.Token)).ToArray();

        await RestAsync();
        var former = await Cluster.UntilHealthyAsync();
        await former.KillAsync();
        await RestAsync();
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", Counter(release: 2).ToJson())).Expect(200);
        await RestAsync();
        await former.StartAsync();
        await Cluster.Stage.TryKillAsync((await Cluster.Stage.ContainersAsync())[0].Id);
        await RestAsync();
        await Cluster.UntilHealthyAsync();
        await UntilHealthyEverywhereAsync("counter", 2);
        owed.AddRange(await HostsAsync());
        await isEnough.CancelAsync();
        await Task.WhenAll(following);

        foreach (var subscriber in subscribers)
        {
            var lines = new CountedLines(known);
            lines.Read(subscriber.Messages);
            Assert.True(lines.Faults.Count == 0, $"Seed {seed}: {string.Join('\n', lines.Faults.Take(10))}\n{string.Join('\n', lines.Gaps.Take(5))}");
            Assert.True(lines.Gaps.Count > 0 || subscriber == subscribers[4] || known.All(lines.Complete.ContainsKey), $"Seed {seed}: of a container that was replaced the last word is missing");
            Assert.True(lines.Lines > Burst && subscriber.Connections > 2, $"Seed {seed}: {lines.Lines} lines in {subscriber.Connections} connections");
        }
    }

    private TestApp Counter(int release) => new("counter", Images.Counting)
    {
        Type = "worker",
        Environment = new Dictionary<string, string>
        {
            ["BURSTS"] = Bursts.ToString(CultureInfo.InvariantCulture),
            ["BURST"] = Burst.ToString(CultureInfo.InvariantCulture),
            ["RELEASE"] = release.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static Task RestAsync() => Task.Delay(Between, TimeProvider.System, CancellationToken.None);

    /// <summary>Whether every container that still runs has said that it is done, those of another replica aside for whoever wants one alone.</summary>
    private static bool Has(IEnumerable<JsonElement> messages, List<string> hosts, bool isFiltered)
    {
        var done = messages.Where(m => !m.TryGetProperty("type", out _)).Select(m => m.Text("message").Split(' ')).Where(p => p[0] == "done").Select(p => p[1]).ToHashSet();
        return isFiltered ? hosts.Any(done.Contains) : hosts.TrueForAll(done.Contains);
    }

    /// <summary>The host names of the containers that run: the beginning of their ids.</summary>
    private async Task<string[]> HostsAsync() => [.. (await Cluster.Stage.ContainersAsync()).Where(c => c.State == "running").Select(c => c.ShortId)];
}
