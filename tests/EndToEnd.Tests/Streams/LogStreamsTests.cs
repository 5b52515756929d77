using System.Globalization;
using Orchestry.EndToEnd.Tests.Rig;
using Xunit.Abstractions;

namespace Orchestry.EndToEnd.Tests.Streams;

/// <summary>Nobody who follows logs misses a line or sees one twice, whatever happens to containers, connections and nodes.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class LogStreamsTests(Images images, ITestOutputHelper output) : ClusterTest(images, subnet: 146)
{
    private const int Bursts = 30;
    private const int Burst = 500;

    // Which of the subscribers wants one replica alone.
    private const int Filtered = 4;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Whoever_comes_goes_stalls_and_comes_back_is_sent_exactly_what_was_printed_or_told_what_is_missing()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"Seed {seed}");
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
        var following = subscribers.Select(s => s.RunAsync(lines => Has(lines, owed, s == subscribers[Filtered]), isEnough.Token)).ToArray();

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

        var judged = subscribers.Select(s => Judge(s, known)).ToArray();
        foreach (var (lines, subscriber) in judged.Zip(subscribers))
        {
            output.WriteLine($"{lines.Lines} lines in {subscriber.Connections} connections, {lines.Gaps.Count} gaps");
            lines.Gaps.ForEach(gap => output.WriteLine($"  {gap}"));
            Assert.True(lines.Faults.Count == 0, $"Seed {seed}: {string.Join('\n', lines.Faults.Take(10))}\n{string.Join('\n', lines.Gaps.Take(5))}");
            Assert.True(lines.Lines > Burst && subscriber.Connections > 2, $"Seed {seed}: {lines.Lines} lines in {subscriber.Connections} connections");
        }

        Assert.All(subscribers[Filtered].Messages.Where(m => m.TryGetProperty("message", out _)), m => Assert.Equal("counter-1", m.Text("container")));
        var whole = judged.Where((_, i) => i != Filtered).ToArray();
        Assert.All(whole, lines => Assert.All(known, host => Assert.True(lines.IsWhole(host), $"Seed {seed}: the last word of {host} is missing")));
        // Of a container that was killed nobody knows the last line but by what the others were sent.
        foreach (var log in whole.SelectMany(lines => lines.Seen).Distinct())
        {
            var last = whole.Max(lines => lines.LastOf(log));
            Assert.All(whole, lines => Assert.True(
                lines.LastOf(log) == last || lines.IsAnnounced(log), $"Seed {seed}: {log} went to {last}, and one was sent it up to {lines.LastOf(log)}"));
        }
    }

    private static CountedLines Judge(Subscriber subscriber, IReadOnlySet<string> known)
    {
        var lines = new CountedLines(known);
        lines.Read(subscriber.Messages);
        return lines;
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

    /// <summary>
    /// Whether every container that still runs has said that it is done, and the last on standard error too, which may come later; those of another
    /// replica aside for whoever wants one alone.
    /// </summary>
    private static bool Has(IReadOnlySet<string> lines, List<string> hosts, bool isFiltered)
    {
        var isDone = (string host) => lines.Contains($"done {host} {Bursts * Burst}") && lines.Contains($"err {host} {Bursts * Burst}");
        return isFiltered ? hosts.Any(isDone) : hosts.All(isDone);
    }

    /// <summary>The host names of the containers that run: the beginning of their ids.</summary>
    private async Task<string[]> HostsAsync() => [.. (await Cluster.Stage.ContainersAsync()).Where(c => c.State == "running").Select(c => c.ShortId)];
}
