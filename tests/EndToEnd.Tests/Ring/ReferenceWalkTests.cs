using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Ring;

/// <summary>Every endpoint and example of Ring's reference, field by field in its order, against a real process and engine.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class ReferenceWalkTests(Images images) : EngineTest(images, subnet: 159)
{
    private const string Summary = "id name namespace image runtime kind replicas status instances created_at updated_at";
    private const string Detail = "id name namespace image runtime kind replicas status instances volumes secrets labels created_at updated_at";

    private Api _api = null!;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("orchestry-ring-");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Deployments_are_created_shown_filtered_read_and_deleted_as_the_reference_says()
    {
        using var ring = await StartAsync();

        var created = await ring.PostAsync("/deployments", MyApp().ToJsonString());
        Assert.Equal("""{"id":"my-app","name":"my-app","namespace":"production","status":"creating"}""", created.Text);
        created.Expect(201);
        await ring.UntilAsync("my-app", "with three replicas", d => d.List("instances").Length == 3 && d.Text("status") == "running");
        await ring.DeployAsync(new JsonObject { ["name"] = "nginx-demo", ["runtime"] = "docker", ["image"] = Images.Web1 });

        await TheListIsAsTheReferenceSaysAsync(ring);
        await TheDetailIsAsTheReferenceSaysAsync(ring);
        await TheFiltersAreAsTheReferenceSaysAsync(ring);
        await EventsAreAsTheReferenceSaysAsync(ring);
        await TheContainersAreAsTheBodySaidAsync();
        // The other API shows the same, and its own application is a deployment here.
        Assert.Equal(3, (await _api.GetAsync("/api/v1/apps/my-app?namespace=production")).Expect(200).Int("replicas.healthy"));
        await _api.RunAsync(Web("shop"), replicas: 1);
        Assert.Equal("running", (await ring.GetAsync("/deployments/shop")).Expect(200).Text("status"));

        var deleted = await ring.DeleteAsync("/deployments/my-app");
        Assert.Equal("deleted", deleted.Expect(200).Text("status"));
        await Until.TrueAsync("my-app gone", async () => (await ring.GetAsync("/deployments/my-app")).Status == 404);
        var missing = await ring.GetAsync("/deployments/my-app");
        Assert.Equal("""{"error":"Deployment not found","code":"DEPLOYMENT_NOT_FOUND"}""", missing.Text);
        Assert.Empty(await Engine.ContainersAsync("ring_deployment=my-app"));
    }

    [Fact]
    public async Task A_job_runs_once_and_its_log_is_read_as_the_reference_says()
    {
        using var ring = await StartAsync();
        var job = new JsonObject
        {
            ["name"] = "migration", ["runtime"] = "docker", ["namespace"] = "production", ["kind"] = "job", ["replicas"] = 1, ["image"] = Images.Chatty,
            ["command"] = new JsonArray("npm", "run", "migrate"),
        };

        var failed = new JsonObject { ["name"] = "failing", ["kind"] = "job", ["image"] = Images.Crashing };
        var done = await ring.DeployAsync(failed, "failed");
        Assert.Equal(3, done.Int("exit_code"));
        var lines = (await ring.GetAsync("/deployments/failing/logs")).Expect(200).EnumerateArray().ToArray();
        Assert.All(lines, l => Assert.Equal("message", l.Fields()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z failing-1: ERROR: no configuration found$", Assert.Single(lines).Text("message"));
        // The same again runs nothing; with force it runs anew.
        (await ring.PostAsync("/deployments", failed.ToJsonString())).Expect(200);
        Assert.Single(await Engine.ContainersAsync("ring_deployment=failing"));
        (await ring.PostAsync("/deployments?force=true", failed.ToJsonString())).Expect(200);
        await Until.TrueAsync("its second run", async () => (await ring.GetAsync("/deployments/failing/events")).Expect(200).EnumerateArray()
            .Count(e => e.Text("reason") == "JobFailed") == 2);

        var running = await ring.DeployAsync(job);
        Assert.Equal("job", running.Text("kind"));
        Assert.Equal("[\"npm\",\"run\",\"migrate\"]", running.At("command").GetRawText());
        await Until.TrueAsync("its lines", async () => (await ring.GetAsync("/deployments/migration/logs")).Expect(200).GetArrayLength() == 6);
        var messages = (await ring.GetAsync("/deployments/migration/logs")).Body.EnumerateArray().Select(l => l.Text("message")).ToArray();
        Assert.Contains(messages, m => m.EndsWith(" migration-1: 1 plain words", StringComparison.Ordinal));
        await using var stream = await ring.StreamAsync("/deployments/migration/logs?follow=true&tail=6");
        using var reader = new StreamReader(stream);
        Assert.StartsWith("id: ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal($"data: {{\"message\":\"{messages[0]}\"}}", await reader.ReadLineAsync());
        Assert.Equal(["failing"], await IdsAsync(ring, "?kind[]=job&status[]=failed"));
        Assert.Equal(["failing", "migration"], await IdsAsync(ring, "?kind=job"));
    }

    [Fact]
    public async Task The_same_name_again_rolls_out_what_has_changed_and_nothing_else()
    {
        using var ring = await StartAsync();
        var body = MyApp();
        await ring.DeployAsync(body);
        var before = (await ring.UntilAsync("my-app", "with three replicas", d => d.List("instances").Length == 3)).At("instances").GetRawText();

        var again = await ring.PostAsync("/deployments", body.ToJsonString());
        Assert.Equal("running", again.Expect(200).Text("status"));
        Assert.Equal(before, (await ring.GetAsync("/deployments/my-app")).Expect(200).At("instances").GetRawText());
        Assert.Equal(409, (await ring.PostAsync("/deployments?create_only=true", body.ToJsonString())).Status);

        body["secrets"]!["DEBUG"] = "true";
        body["replicas"] = 2;
        (await ring.PostAsync("/deployments", body.ToJsonString())).Expect(200);
        await Until.TrueAsync("the new release", async () =>
            (await ring.GetAsync("/deployments/my-app")).Expect(200).List("instances") is { Length: 2 } ids
            && ids.All(id => !before.Contains(id.GetString()!, StringComparison.Ordinal)));
        // Those that are leaving may still be there.
        foreach (var instance in (await ring.GetAsync("/deployments/my-app")).Expect(200).List("instances"))
        {
            Assert.Contains("DEBUG=true", (await InspectAsync(instance.GetString()!)).List("Config.Env").Select(e => e.GetString()));
        }
    }

    [Fact]
    public async Task Users_configs_the_node_and_health_are_as_the_reference_says()
    {
        using var ring = await StartAsync();
        Assert.Equal("""{"state":"UP"}""", (await ring.GetAsync("/healthz")).Text);

        Assert.All((await ring.GetAsync("/users")).Expect(200).EnumerateArray(), u => Assert.Equal("id username created_at", u.Fields()));
        Assert.Equal("admin", (await ring.GetAsync("/users/me")).Expect(200).Text("username"));
        var john = (await ring.PostAsync("/users", """{"username": "john", "password": "secretpassword"}""")).Expect(201).Text("id");
        (await ring.PutAsync($"/users/{john}", """{"password": "newpassword"}""")).Expect(200);
        (await ring.DeleteAsync($"/users/{john}")).Expect(200);

        const string Config = """{"name":"app-config","namespace":"production","data":"{\"database\":{\"host\":\"localhost\",\"port\":5432}}"}""";
        (await ring.PostAsync("/configs", Config)).Expect(201);
        var config = await ring.GetAsync("/configs/app-config");
        Assert.Equal("id name namespace data", config.Expect(200).Fields());
        Assert.Equal("""{"id":"app-config",""" + Config[1..], config.Text);
        Assert.Equal($"[{config.Text}]", (await ring.GetAsync("/configs")).Text);
        (await ring.DeleteAsync("/configs/app-config")).Expect(200);

        await ring.DeployAsync(new JsonObject { ["name"] = "web", ["image"] = Images.Web1 });
        var node = (await ring.GetAsync("/node/get")).Expect(200);
        Assert.Equal("hostname cpu_usage memory_usage disk_usage containers_running containers_total docker_version", node.Fields());
        Assert.Equal((1, 1), (node.Int("containers_running"), node.Int("containers_total")));
        Assert.Equal((await Engine.GetAsync("version")).Expect(200).Text("Version"), node.Text("docker_version"));
        Assert.InRange(node.At("memory_usage").GetDouble(), 0.1, 100);
        Assert.InRange(node.At("disk_usage").GetDouble(), 0.1, 100);
    }

    private async Task TheListIsAsTheReferenceSaysAsync(RingClient ring)
    {
        var list = (await ring.GetAsync("/deployments")).Expect(200).EnumerateArray().ToArray();
        Assert.Equal(["my-app", "nginx-demo"], list.Select(d => d.Text("id")));
        Assert.All(list, d => Assert.Equal($"{Summary} restart_count", d.Fields()));
        var demo = list[1];
        Assert.Equal(("nginx-demo", "default", Images.Web1, "docker", "worker", 1, "running"), (
            demo.Text("name"), demo.Text("namespace"), demo.Text("image"), demo.Text("runtime"), demo.Text("kind"), demo.Int("replicas"), demo.Text("status")));
        Assert.Equal(
            (await Engine.ContainersAsync("ring_deployment=nginx-demo")).Select(c => c.Id), demo.List("instances").Select(i => i.GetString()!));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$", demo.Text("created_at"));
    }

    private async Task TheDetailIsAsTheReferenceSaysAsync(RingClient ring)
    {
        var detail = (await ring.GetAsync("/deployments/my-app")).Expect(200);
        Assert.StartsWith(Detail, detail.Fields(), StringComparison.Ordinal);
        Assert.Equal(JsonSerializer.Serialize(new[] { new { source = _data.FullName, destination = "/app/data" } }), detail.Text("volumes"));
        Assert.Equal("""{"ENV":"production","DEBUG":"false"}""", detail.At("secrets").GetRawText());
        Assert.Equal("""{"app":"nginx","version":"1.21"}""", detail.At("labels").GetRawText());
    }

    private static async Task TheFiltersAreAsTheReferenceSaysAsync(RingClient ring)
    {
        Assert.Equal(["my-app"], await IdsAsync(ring, "?namespace[]=production"));
        Assert.Empty(await IdsAsync(ring, "?namespace[]=staging"));
        Assert.Equal(["my-app"], await IdsAsync(ring, "?namespace[]=production&namespace[]=staging"));
        Assert.Equal(["my-app", "nginx-demo"], await IdsAsync(ring, "?status[]=running"));
    }

    private static async Task EventsAreAsTheReferenceSaysAsync(RingClient ring)
    {
        var events = (await ring.GetAsync("/deployments/nginx-demo/events")).Expect(200).EnumerateArray().ToArray();
        Assert.All(events, e => Assert.Equal("id timestamp level component reason message", e.Fields()));
        Assert.All(events, e => Assert.Matches("^event_[0-9]+$", e.Text("id")));
        Assert.Contains(events, e => (e.Text("level"), e.Text("reason")) == ("info", "ContainerStarted"));
        Assert.Equal(0, (await ring.GetAsync("/deployments/nginx-demo/events?level=error")).Expect(200).GetArrayLength());
        Assert.Equal(1, (await ring.GetAsync("/deployments/nginx-demo/events?limit=1")).Expect(200).GetArrayLength());
    }

    private async Task TheContainersAreAsTheBodySaidAsync()
    {
        var containers = await Engine.ContainersAsync("ring_deployment=my-app");
        Assert.Equal(3, containers.Length);
        var inspected = await InspectAsync(containers[0].Id);
        var labels = inspected.At("Config.Labels");
        Assert.Equal(("nginx", "1.21", "production"), (
            labels.GetProperty("app").GetString(), labels.GetProperty("version").GetString(), labels.GetProperty("orchestry.namespace").GetString()));
        Assert.Contains("ENV=production", inspected.List("Config.Env").Select(e => e.GetString()));
        Assert.Equal((_data.FullName, "/app/data"), (inspected.List("Mounts")[0].Text("Source"), inspected.List("Mounts")[0].Text("Destination")));
    }

    private static async Task<string[]> IdsAsync(RingClient ring, string query) =>
        [.. (await ring.GetAsync($"/deployments{query}")).Expect(200).EnumerateArray().Select(d => d.Text("id"))];

    private async Task<JsonElement> InspectAsync(string container) => (await Engine.GetAsync($"containers/{container}/json")).Expect(200);

    private async Task<RingClient> StartAsync()
    {
        _api = (await Stage.StartControllerAsync()).Api;
        return await RingClient.LogInAsync(_api.Address);
    }

    /// <summary>The reference's first body, with an image and a folder that are here.</summary>
    private JsonObject MyApp() => new()
    {
        ["name"] = "my-app",
        ["runtime"] = "docker",
        ["namespace"] = "production",
        ["kind"] = "worker",
        ["replicas"] = 3,
        ["image"] = Images.Web1,
        ["labels"] = new JsonObject { ["app"] = "nginx", ["version"] = "1.21" },
        ["secrets"] = new JsonObject { ["ENV"] = "production", ["DEBUG"] = "false" },
        ["volumes"] = new JsonArray($"{_data.FullName}:/app/data"),
    };
}
