using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>The reference's application endpoints, one after the other, field by field.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class WalkTests(Images images) : EngineTest(images, subnet: 101)
{
    [Fact]
    public async Task An_application_is_registered_started_scaled_stopped_and_removed_as_the_reference_says()
    {
        var api = (await Stage.StartControllerAsync()).Api;

        var registered = (await api.RegisterAsync(Web("shop"))).Expect(201);
        Assert.Equal("message app_name status", registered.Fields());
        Assert.Equal("Application registered successfully", registered.Text("message"));
        Assert.Equal(("shop", "registered"), (registered.Text("app_name"), registered.Text("status")));
        Assert.Equal("stopped", (await api.AppAsync("shop")).Text("status"));
        Assert.Empty(await Stage.ContainersAsync());

        var started = (await api.StartAsync("shop", replicas: 3)).Expect(200);
        Assert.Equal("message app_name replicas status", started.Fields());
        Assert.Equal("Application started successfully", started.Text("message"));
        Assert.Equal((3, "running"), (started.Int("replicas"), started.Text("status")));
        Assert.Equal(3, (await api.HealthyAsync("shop")).Length);

        var up = (await api.ScaleAsync("shop", replicas: 4)).Expect(200);
        Assert.Equal("message app_name previous_replicas current_replicas scaling_time", up.Fields());
        Assert.Equal((3, 4), (up.Int("previous_replicas"), up.Int("current_replicas")));
        Assert.InRange(up.At("scaling_time").GetDouble(), 0.01, 90);
        Assert.Equal(4, (await api.HealthyAsync("shop")).Length);

        (await api.ScaleAsync("shop", replicas: 1)).Expect(200);
        var left = Assert.Single(await Stage.ContainersAsync());
        Assert.Equal("shop-1", Assert.Single((await api.AppAsync("shop")).List("containers")).Text("name"));
        Assert.Equal("running", left.State);

        var stopped = (await api.StopAsync("shop")).Expect(200);
        Assert.Equal("message app_name status", stopped.Fields());
        Assert.Equal(("shop", "stopped"), (stopped.Text("app_name"), stopped.Text("status")));
        Assert.Empty(await Stage.ContainersAsync());

        (await api.StartAsync("shop", replicas: 2)).Expect(200);
        var removed = (await api.DeleteAsync("/api/v1/apps/shop")).Expect(200);
        Assert.Equal("message app_name containers_removed volumes_removed", removed.Fields());
        Assert.Equal((2, 0), (removed.Int("containers_removed"), removed.Int("volumes_removed")));
        Assert.Empty(await Stage.ContainersAsync());
        (await api.GetAsync("/api/v1/apps/shop")).ExpectError(404, "APP_NOT_FOUND");
    }

    [Fact]
    public async Task An_application_is_shown_with_its_containers_as_the_engine_has_them()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 2);

        var app = await api.AppAsync("shop");
        Assert.Equal("name status replicas metrics created_at updated_at last_scaled_at containers", app.Fields());
        Assert.Equal("running", app.Text("status"));
        Assert.Equal("current desired healthy", app.At("replicas").Fields());
        Assert.Equal((2, 2, 2), (app.Int("replicas.current"), app.Int("replicas.desired"), app.Int("replicas.healthy")));
        Assert.Equal("cpu_percent memory_percent rps latency_p95_ms active_connections", app.At("metrics").Fields());
        Assert.All(app.At("metrics").EnumerateObject(), metric => Assert.Equal(System.Text.Json.JsonValueKind.Null, metric.Value.ValueKind));
        Assert.True(app.Time("created_at") <= app.Time("last_scaled_at"));
        Assert.EndsWith("Z", app.Text("updated_at"), StringComparison.Ordinal);

        var containers = app.List("containers");
        Assert.Equal(["shop-1", "shop-2"], containers.Select(c => c.Text("name")));
        foreach (var shown in containers)
        {
            Assert.Equal("id name ip port status health started_at", shown.Fields());
            Assert.Equal((80, "running", "healthy"), (shown.Int("port"), shown.Text("status"), shown.Text("health")));
            var inspected = await Engine.InspectAsync(shown.Text("id"));
            Assert.Equal(inspected.Text($"NetworkSettings.Networks.{Stage.Cluster}.IPAddress"), shown.Text("ip"));
            Assert.True((inspected.Time("State.StartedAt") - shown.Time("started_at")).Duration() < TimeSpan.FromMilliseconds(1.1));
            Assert.StartsWith(shown.Text("id"), await AskWhoAsync(shown.Text("ip")), StringComparison.Ordinal);
        }

        var document = Web("shop").ToJson();
        var spec = (await api.GetAsync("/api/v1/apps/shop/spec")).Expect(200);
        Assert.Equal("apiVersion kind metadata spec scaling healthCheck", spec.Fields());
        Assert.True(JsonNode.DeepEquals(document["spec"], JsonNode.Parse(spec.At("spec").GetRawText())));
        Assert.Equal("mode minReplicas maxReplicas", spec.At("scaling").Fields());
    }

    [Fact]
    public async Task The_list_filters_by_state_and_counts_everything()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 1);
        (await api.RegisterAsync(Web("blog"))).Expect(201);

        var all = (await api.GetAsync("/api/v1/apps")).Expect(200);
        Assert.Equal("apps total running stopped error", all.Fields());
        Assert.Equal((2, 1, 1, 0), (all.Int("total"), all.Int("running"), all.Int("stopped"), all.Int("error")));
        Assert.Equal(["blog", "shop"], all.List("apps").Select(a => a.Text("name")));
        var shop = all.List("apps")[1];
        Assert.Equal("name status replicas image created_at", shop.Fields());
        Assert.Equal("current desired", shop.At("replicas").Fields());
        Assert.Equal(Images.Web1, shop.Text("image"));

        var stopped = (await api.GetAsync("/api/v1/apps?status=stopped")).Expect(200);
        Assert.Equal("blog", Assert.Single(stopped.List("apps")).Text("name"));
        Assert.Equal(2, stopped.Int("total"));
        Assert.Empty((await api.GetAsync("/api/v1/apps?status=error")).Expect(200).List("apps"));

        var summary = (await api.GetAsync("/api/v1/apps?format=summary")).Expect(200);
        Assert.Equal("apps total running stopped error", summary.Fields());
        Assert.Equal("name status", summary.List("apps")[0].Fields());
        (await api.GetAsync("/api/v1/apps?status=asleep")).ExpectError(400, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task A_specification_may_be_written_in_YAML_and_every_fault_of_one_is_listed()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await api.PostYamlAsync("/api/v1/apps/register", $"""
            apiVersion: v1
            kind: App
            metadata:
              name: shop
            spec:
              type: http
              image: {Images.Web1}
              ports:
                - containerPort: 80
                  protocol: HTTP
            """)).Expect(201);
        (await api.StartAsync("shop", replicas: 1)).Expect(200);
        Assert.Single(await api.HealthyAsync("shop"));

        var refused = (await api.PostYamlAsync("/api/v1/apps/register", """
            apiVersion: v1
            kind: App
            metadata:
              name: Shop
            spec:
              type: http
              imagee: web
              ports:
                - containerPort: 70000
            """)).ExpectError(400, "INVALID_SPEC");
        Assert.Equal(
            ["metadata.name", "spec.image", "spec.imagee", "spec.ports[0].containerPort"],
            refused.List("violations").Select(v => v.Text("field")).Order(StringComparer.Ordinal));
        Assert.Equal(1, (await api.GetAsync("/api/v1/apps")).Expect(200).Int("total"));
    }

    [Fact]
    public async Task What_does_not_exist_or_is_known_already_is_refused_in_the_shape_of_the_reference()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await api.StartAsync("nobody", replicas: 1)).ExpectError(404, "APP_NOT_FOUND");
        (await api.StopAsync("nobody")).ExpectError(404, "APP_NOT_FOUND");
        (await api.ScaleAsync("nobody", replicas: 1)).ExpectError(404, "APP_NOT_FOUND");
        (await api.DeleteAsync("/api/v1/apps/nobody")).ExpectError(404, "APP_NOT_FOUND");
        foreach (var part in new[] { "", "/spec", "/events", "/logs", "/health" })
        {
            var refused = (await api.GetAsync($"/api/v1/apps/nobody{part}")).ExpectError(404, "APP_NOT_FOUND");
            Assert.Equal("Application 'nobody' does not exist", refused.Text("details"));
        }

        (await api.RegisterAsync(Web("shop"))).Expect(201);
        (await api.RegisterAsync(Web("shop"))).ExpectError(409, "APP_ALREADY_EXISTS");
        (await api.ScaleAsync("shop", replicas: 2)).ExpectError(400, "VALIDATION_ERROR");
    }

    private static async Task<string> AskWhoAsync(string ip)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://{ip}/cgi-bin/who"));
    }
}
