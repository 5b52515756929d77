using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Secrets;

/// <summary>A cluster in use, in which things go wrong as well: what is secret is sealed in the database, and nowhere else at all.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class NothingLeaksTests(Images images) : IAsyncLifetime
{
    private const string AdminPassword = "adm1n-p4ssword-changed";
    private const string UserPassword = "us3r-p4ssword";
    private const string WrongPassword = "wr0ng-p4ssword";
    private const string Inline = "inl1ne-v4lue";
    private const string Secret = "s3cret-v4lue";
    private const string Rotated = "r0tated-v4lue";
    private const string Registry = "reg1stry-p4ssword";
    private readonly Engine _engine = Engine.OfMachine();
    private ClusterRig.Cluster _cluster = null!;

    [Fact]
    public async Task No_secret_password_or_token_is_in_a_dump_of_the_database_or_in_the_logs_of_any_node_after_a_busy_run()
    {
        var leader = (await _cluster.LeaderAsync())!;
        var login = await leader.Api.LogInAsync("admin", "changeme");
        (await leader.Api.PutAsync("/users/1", new JsonObject { ["password"] = AdminPassword })).Expect(200);
        login += " " + await leader.Api.LogInAsync("admin", AdminPassword);
        (await leader.Api.PostAsync("/users", new JsonObject { ["username"] = "john", ["password"] = UserPassword })).Expect(201);
        (await leader.Api.PostAsync("/login", new JsonObject { ["username"] = "john", ["password"] = WrongPassword })).Expect(401);
        var token = (await leader.Api.PostAsync("/tokens", new JsonObject
        {
            ["name"] = "ci",
            ["scopes"] = new JsonArray("deployments:write", "secrets:write"),
        })).Expect(201).Text("token");

        leader.Api.UseToken(token);
        (await leader.Api.PostAsync("/secrets", new JsonObject { ["namespace"] = "production", ["name"] = "db", ["value"] = Secret })).Expect(201);
        (await leader.Api.PostAsync("/deployments", Deployment("shop", images.Web1))).Expect(201);
        await StatusAsync(leader, "shop", "running");
        (await leader.Api.PutAsync("/secrets/db", new JsonObject { ["value"] = Rotated })).Expect(200);
        await RotatedAsync();

        // Things that go wrong say why, and in more words than others.
        (await leader.Api.PostAsync("/deployments", Deployment("lost", "orchestry/no-such-image:1"))).Expect(201);
        await StatusAsync(leader, "lost", "image_pull_back_off");
        var broken = Deployment("broken", images.Web1);
        broken["volumes"] = new JsonArray("/proc:/host");
        (await leader.Api.PostAsync("/deployments", broken)).Expect(400);
        var job = Deployment("job", images.Crashing);
        job["kind"] = "job";
        (await leader.Api.PostAsync("/deployments", job)).Expect(201);
        await StatusAsync(leader, "job", "failed");

        await leader.KillAsync();
        var next = await _cluster.UntilLedByAnotherAsync(leader);
        next.Api.UseToken(token);
        await StatusAsync(next, "shop", "running");
        (await next.Api.DeleteAsync("/deployments/shop")).Expect(200);

        var key = (await File.ReadAllTextAsync(_cluster.Stage.Settings["ORCHESTRY_KEY_FILE"])).Trim();
        string[] secrets =
        [
            AdminPassword, UserPassword, WrongPassword, Inline, Secret, Rotated, Registry, token, key, .. login.Split(' ').Select(l => l.Split('.')[2]),
        ];
        var dump = await _cluster.DumpDatabaseAsync();
        // The search would find what may be there.
        Assert.Contains("shop", dump, StringComparison.Ordinal);
        Assert.All(_cluster.Nodes, n => Assert.Contains(n.Id, n.Log, StringComparison.Ordinal));
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, dump, StringComparison.Ordinal);
            Assert.All(_cluster.Nodes, n => Assert.DoesNotContain(secret, n.Log, StringComparison.Ordinal));
        }
    }

    public async Task InitializeAsync() => _cluster = await ClusterRig.Cluster.StartAsync(
        _engine, subnet: 148, lease: TimeSpan.FromSeconds(3),
        settings: new Dictionary<string, string> { ["ORCHESTRY_LOG_LEVEL"] = "trace" });

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _engine.Dispose();
    }

    private static JsonObject Deployment(string name, string image) => new()
    {
        ["name"] = name,
        ["namespace"] = "production",
        ["runtime"] = "docker",
        ["image"] = image,
        ["secrets"] = new JsonObject { ["INLINE"] = Inline, ["DB"] = new JsonObject { ["secretRef"] = "db" } },
        ["config"] = new JsonObject { ["username"] = "puller", ["password"] = Registry },
    };

    private static Task StatusAsync(RigNode node, string deployment, string status) => Until.SeesAsync<object>(
        $"{deployment} is {status}",
        async () => (await node.Api.GetAsync($"/deployments/{deployment}")).Expect(200).Text("status") == status ? node : null,
        async () => (await node.Api.GetAsync($"/deployments/{deployment}")).Text);

    private Task RotatedAsync() => Until.TrueAsync("the rotated value in the container", async () =>
    {
        foreach (var container in await _cluster.Stage.ContainersAsync())
        {
            if (await _engine.TryInspectAsync(container.Id) is { } seen && seen.List("Config.Env").Any(e => e.GetString() == $"DB={Rotated}"))
            {
                return true;
            }
        }

        return false;
    });
}
