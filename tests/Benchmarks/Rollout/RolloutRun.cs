using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.ClusterRig;
using Orchestry.ClusterRig.Traffic;

namespace Orchestry.Benchmarks.Rollout;

/// <summary>Changes an application under load, round after round, and takes down the leader and the database in between.</summary>
internal sealed class RolloutRun(Cluster cluster, Engine engine, IReadOnlyDictionary<RigNode, Entrance> entrances, RolloutOptions options, Action<string> tell)
    : IDisposable
{
    private const string Shop = "shop";
    private const string Talk = "talk";
    private const int Replicas = 3;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClusterClient _client = new([.. cluster.Nodes.Select(n => n.Address)]);
    private readonly SortedDictionary<string, int> _changes = new(StringComparer.Ordinal);
    private int _release = 1;
    private int _talkRelease;

    public async Task<RolloutResult> RunAsync(CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await DeployAsync(cancellationToken);
        IReadOnlyList<Entrance> all = [.. cluster.Nodes.Select(n => entrances[n])];
        var common = new TrafficOptions(all, $"{Shop}.localhost") { MayClose = options.IsNginx };
        await using var kept = TrafficLoad.Start(common with { Clients = options.Clients });
        await using var brief = TrafficLoad.Start(common with { Clients = options.BriefClients, IsKept = false, Pause = TimeSpan.FromMilliseconds(5) });
        await using var sessions = new SessionKeeper(all, $"{Talk}.localhost", Grace, options.Sessions);
        var rounds = 0;
        RigNode? killed = null;
        while (rounds < options.Rounds || kept.Count.Requests + brief.Count.Requests < options.Requests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TimeProvider.System.GetElapsedTime(begun) > options.Limit)
            {
                break;
            }

            if (killed is not null)
            {
                await BringBackAsync(killed, cancellationToken);
                killed = null;
            }

            if (rounds == options.Rounds / 3)
            {
                killed = await KillLeaderAsync(cancellationToken);
            }

            if (rounds == options.Rounds * 2 / 3)
            {
                await CrashDatabaseAsync(cancellationToken);
            }

            await RoundAsync(rounds, sessions, cancellationToken);
            rounds++;
            tell(string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeProvider.System.GetElapsedTime(begun).TotalSeconds,6:F0} s  round {rounds}: {kept.Count.Requests + brief.Count.Requests} requests, {kept.Count.Failed + brief.Count.Failed} failed; {sessions.Opened} sessions, {sessions.Failures.Count} broken"));
        }

        var (keptCount, briefCount) = (await kept.StopAsync(), await brief.StopAsync());
        return new RolloutResult(
            keptCount, briefCount, sessions, rounds, _changes, await RetriedAsync(), await ToldAsync(cancellationToken), TimeProvider.System.GetElapsedTime(begun));
    }

    public void Dispose() => _client.Dispose();

    private TestApp ShopApp => new(Shop, _release == 1 ? NginxImage.First : NginxImage.Second) { FailureThreshold = 5 };

    private TestApp TalkApp => new(Talk, Images.SocketImage)
    {
        Drain = (int)Grace.TotalSeconds,
        FailureThreshold = 5,
        Environment = new Dictionary<string, string> { ["RELEASE"] = _talkRelease.ToString(CultureInfo.InvariantCulture) },
    };

    private async Task DeployAsync(CancellationToken cancellationToken)
    {
        foreach (var (app, replicas) in new[] { (ShopApp, Replicas), (TalkApp, 2) })
        {
            (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", app.ToJson(), cancellationToken)).Expect(201);
            (await AskAsync(HttpMethod.Post, $"/api/v1/apps/{app.Name}/start", new JsonObject { ["replicas"] = replicas }, cancellationToken)).Expect(200);
            await UntilAsync(app, replicas);
            foreach (var node in cluster.Nodes)
            {
                await UntilServedAsync(entrances[node], app.Name);
            }
        }
    }

    private async Task RoundAsync(int round, SessionKeeper sessions, CancellationToken cancellationToken)
    {
        _release = 3 - _release;
        await ChangeAsync("rollouts", HttpMethod.Post, "/api/v1/apps/register", ShopApp.ToJson(), ShopApp, Replicas, cancellationToken);
        await ScaleAsync("scale-outs", ShopApp, Replicas + 1, cancellationToken);
        await ScaleAsync("scale-ins", ShopApp, Replicas, cancellationToken);
        await CrashAsync();
        // Sessions are moved now and then: most of the time they are to last.
        if (round % 3 == 1)
        {
            sessions.ChangeBegins();
            _talkRelease++;
            await ChangeAsync("rollouts with sessions", HttpMethod.Post, "/api/v1/apps/register", TalkApp.ToJson(), TalkApp, 2, cancellationToken);
            sessions.ChangeEnded();
            await ScaleAsync("scale-outs", TalkApp, 3, cancellationToken);
            sessions.ChangeBegins();
            await ScaleAsync("scale-ins with sessions", TalkApp, 2, cancellationToken);
            sessions.ChangeEnded();
        }
    }

    private Task ScaleAsync(string what, TestApp app, int replicas, CancellationToken cancellationToken) => ChangeAsync(
        what, HttpMethod.Post, $"/api/v1/apps/{app.Name}/scale", new JsonObject { ["replicas"] = replicas }, app, replicas, cancellationToken);

    private async Task ChangeAsync(
        string what, HttpMethod method, string path, JsonNode body, TestApp app, int replicas, CancellationToken cancellationToken)
    {
        var before = await OfAsync(app);
        (await AskAsync(method, path, body, cancellationToken)).Expect(200);
        if (path.EndsWith("/register", StringComparison.Ordinal))
        {
            await Until.TrueAsync($"the former containers of {app.Name} gone", async () => !(await OfAsync(app)).Any(c => before.Any(b => b.Id == c.Id)));
        }

        await UntilAsync(app, replicas);
        Count(what);
    }

    private async Task CrashAsync()
    {
        var containers = await OfAsync(ShopApp);
        await cluster.Stage.TryKillAsync(containers[Random.Shared.Next(containers.Length)].Id);
        await Until.TrueAsync("the killed container replaced", async () => !(await OfAsync(ShopApp)).Any(c => c.State != "running"));
        await UntilAsync(ShopApp, Replicas);
        Count("crashes");
    }

    /// <summary>In the middle of a rollout, which the next leader finishes.</summary>
    private async Task<RigNode> KillLeaderAsync(CancellationToken cancellationToken)
    {
        var leader = await cluster.UntilHealthyAsync();
        await BeginRolloutAsync(cancellationToken);
        // Whoever stands in front of the nodes turns to the others. An nginx outlives its controller, but knows nothing of what changes from now on.
        entrances[leader].IsDown = true;
        await leader.KillAsync();
        Count("leader kills");
        await cluster.UntilLedByAnotherAsync(leader);
        await UntilAsync(ShopApp, Replicas);
        return leader;
    }

    private async Task BeginRolloutAsync(CancellationToken cancellationToken)
    {
        _release = 3 - _release;
        (await AskAsync(HttpMethod.Post, "/api/v1/apps/register", ShopApp.ToJson(), cancellationToken)).Expect(200);
        Count("rollouts");
    }

    private async Task BringBackAsync(RigNode node, CancellationToken cancellationToken)
    {
        await node.StartAsync();
        cancellationToken.ThrowIfCancellationRequested();
        await UntilServedAsync(new Entrance(entrances[node].Address), Shop);
        await UntilServedAsync(new Entrance(entrances[node].Address), Talk);
        await cluster.UntilHealthyAsync();
        entrances[node].IsDown = false;
    }

    /// <summary>In the middle of a rollout as well.</summary>
    private async Task CrashDatabaseAsync(CancellationToken cancellationToken)
    {
        await cluster.UntilHealthyAsync();
        await BeginRolloutAsync(cancellationToken);
        await cluster.Postgres!.StopServerAsync("immediate");
        await cluster.Postgres.StartServerAsync();
        Count("database crashes");
        await cluster.UntilHealthyAsync();
        await UntilAsync(ShopApp, Replicas);
    }

    /// <summary>Waits until exactly so many replicas of the newest specification are there, all healthy, and nothing else of the application.</summary>
    private Task UntilAsync(TestApp app, int replicas) => Until.TrueAsync($"{replicas} replicas of {app.Name}, image {app.Image}", async () =>
    {
        var containers = await OfAsync(app);
        if (containers.Length != replicas || containers.Any(c => c.Image != app.Image || c.State != "running"))
        {
            return false;
        }

        var now = (await AskAsync(HttpMethod.Get, $"/api/v1/apps/{app.Name}", null, CancellationToken.None)).Expect(200);
        return now.Int("replicas.healthy") == replicas && now.Int("replicas.desired") == replicas && now.List("containers").Length == replicas
            && now.List("containers").All(c => containers.Any(k => k.ShortId == c.Text("id")));
    });

    private async Task<EngineContainer[]> OfAsync(TestApp app) =>
        [.. (await engine.ContainersAsync(cluster.Stage.Label)).Where(c => c.Labels.GetValueOrDefault("orchestry.app") == app.Name)];

    private static async Task UntilServedAsync(Entrance entrance, string app)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Host = $"{app}.localhost" } };
        await Until.TrueAsync($"{app} served by {entrance.Address}", async () =>
        {
            using var answer = await http.GetAsync(entrance.Address);
            return answer.IsSuccessStatusCode;
        });
    }

    /// <summary>Requests that the ingresses say they brought to a second replica; those of a killed process are not known any more.</summary>
    private async Task<long> RetriedAsync()
    {
        var nodes = await cluster.QueryAsync("SELECT content FROM node_traffic");
        return nodes.Select(n => JsonElement.Parse(n.Text("content"))).SelectMany(t => t.At("traffic.apps").EnumerateArray())
            .Sum(a => a.TryGetProperty("retried", out var retried) ? retried.GetInt64() : 0);
    }

    /// <summary>What the product says of its rollouts and scale-ins.</summary>
    private async Task<ToldByProduct> ToldAsync(CancellationToken cancellationToken)
    {
        var told = new ToldByProduct(0, 0, 0, 0, 0);
        foreach (var app in new[] { Shop, Talk })
        {
            var events = (await AskAsync(HttpMethod.Get, $"/api/v1/apps/{app}/events?limit=1000", null, cancellationToken)).Expect(200).List("events");
            foreach (var details in events.Select(e => e.At("details")).Where(d => d.ValueKind == JsonValueKind.Object && d.TryGetProperty("requests_served", out _)))
            {
                tell($"  {app}: {details}");
                told = new ToldByProduct(
                    told.Changes + 1,
                    told.Served + details.At("requests_served").GetInt64(),
                    told.Failed + details.At("requests_failed").GetInt64(),
                    told.Drained + details.At("requests_drained").GetInt64(),
                    told.Cut + details.At("connections_closed_after_grace").GetInt64());
            }
        }

        return told;
    }

    private Task<Answer> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        _client.AskAsync(method, path, body, TimeSpan.FromSeconds(90), Patience, cancellationToken);

    private void Count(string what) => _changes[what] = _changes.GetValueOrDefault(what) + 1;
}
