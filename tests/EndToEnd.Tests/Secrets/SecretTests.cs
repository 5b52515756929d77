using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Secrets;

/// <summary>Secrets and configs, from the request to the process in the container.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class SecretTests(Images images) : EngineTest(images, subnet: 156)
{
    private const string First = "f1rst-s3cret-value";
    private const string Second = "s3cond-s3cret-value";
    private const string Inline = "inl1ne-s3cret-value";

    [Fact]
    public async Task A_secret_and_a_config_reach_the_process_and_a_rotation_replaces_one_replica_after_the_other()
    {
        var controller = await Stage.StartControllerAsync();
        var api = controller.Api;
        await api.LogInAsync("admin", "changeme");
        (await api.PostAsync("/secrets", new JsonObject { ["name"] = "db", ["value"] = new JsonObject { ["password"] = First } })).Expect(201);
        (await api.PostAsync("/configs", new JsonObject { ["name"] = "site", ["data"] = "hello from the config" })).Expect(201);
        (await api.PostAsync("/api/v1/apps/register", Shop())).Expect(201);
        (await api.StartAsync("shop", 2)).Expect(200);
        Assert.Equal([First, First], await ValuesAsync("PASSWORD"));
        Assert.Equal([Inline, Inline], await ValuesAsync("INLINE"));
        Assert.Contains("hello from the config", (await api.GetAsync("/api/v1/apps/shop/logs")).Text, StringComparison.Ordinal);

        Assert.Equal("SECRET_IN_USE", (await api.DeleteAsync("/secrets/db")).Expect(409).Text("code"));
        Assert.Equal("CONFIG_IN_USE", (await api.DeleteAsync("/configs/site")).Expect(409).Text("code"));
        var before = (await api.HealthyAsync("shop")).Length;
        (await api.PutAsync("/secrets/db", new JsonObject { ["value"] = new JsonObject { ["password"] = Second } })).Expect(200);
        await Until.TrueAsync("the new value everywhere", async () =>
        {
            Assert.True((await api.HealthyAsync("shop")).Length >= before);
            return (await ValuesAsync("PASSWORD")).SequenceEqual([Second, Second]);
        });

        (await api.PostAsync("/api/v1/apps/register", Shop())).Expect(409);
        var shown = (await api.GetAsync("/api/v1/apps/shop/spec")).Text;
        Assert.Equal(0, await controller.TerminateAsync());
        foreach (var value in new[] { First, Second, Inline })
        {
            Assert.DoesNotContain(value, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(value, controller.Log, StringComparison.Ordinal);
            Assert.All(Directory.EnumerateFiles(Stage.Folder, "*", SearchOption.AllDirectories), file =>
                Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(value))));
        }
    }

    [Fact]
    public async Task Containers_of_one_namespace_reach_each_other_and_none_of_another()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.LogInAsync("admin", "changeme");
        (await api.PostAsync("/api/v1/apps/register", Of("one", Web("shop").ToJson()))).Expect(201);
        (await api.PostAsync("/api/v1/apps/shop/start?namespace=one", new JsonObject { ["replicas"] = 1, ["wait"] = true })).Expect(200);
        var address = (await Engine.InspectAsync((await Stage.ContainersAsync()).Single().Id)).At("NetworkSettings.Networks").EnumerateObject().Single();
        Assert.Equal($"{Stage.Cluster}_one", address.Name);

        Assert.Equal("reached", await TryAsync(api, "one", address.Value.Text("IPAddress")));
        Assert.Equal("apart", await TryAsync(api, "two", address.Value.Text("IPAddress")));
        Assert.Equal("apart", await TryAsync(api, "default", address.Value.Text("IPAddress")));

        Assert.Equal(["default", "one", "two"], (await api.GetAsync("/namespaces")).Expect(200).EnumerateArray().Select(n => n.Text("name")));
        (await api.DeleteAsync("/api/v1/apps/caller-two?namespace=two&force=true")).Expect(200);
        await Until.TrueAsync("the network of the namespace gone", async () =>
            (await Engine.GetAsync($"networks/{Stage.Cluster}_two")).Status == 404);
        (await api.DeleteAsync("/namespaces/two")).Expect(200);
        Assert.Equal("NAMESPACE_IN_USE", (await api.DeleteAsync("/namespaces/one")).Expect(409).Text("code"));
    }

    private static JsonObject Of(string @namespace, JsonObject app)
    {
        app["metadata"]!["namespace"] = @namespace;
        return app;
    }

    private static async Task<string> TryAsync(Api api, string @namespace, string address)
    {
        var name = $"caller-{@namespace}";
        var caller = new TestApp(name, Images.WebImage)
        {
            Type = "worker",
            Command = ["sh", "-c", $"if nc -w 3 {address} 80 </dev/null 2>/dev/null; then echo reached; else echo apart; fi; exec sleep 1000"],
        };
        (await api.PostAsync("/api/v1/apps/register", Of(@namespace, caller.ToJson()))).Expect(201);
        (await api.PostAsync($"/api/v1/apps/{name}/start?namespace={@namespace}", new JsonObject { ["replicas"] = 1, ["wait"] = true })).Expect(200);
        return (await Until.SeesAsync(
            "what became of the call",
            async () => (await api.GetAsync($"/api/v1/apps/{name}/logs?namespace={@namespace}")).Expect(200).List("logs") is [.., var line]
                ? line.Text("message")
                : null,
            () => Task.FromResult("It says nothing.")))!;
    }

    private JsonObject Shop()
    {
        var app = (Web("shop") with { Command = ["sh", "-c", "cat /etc/site; echo; exec sh /bin/web"] }).ToJson();
        app["spec"]!["environment"] = new JsonArray(
            new JsonObject { ["name"] = "PASSWORD", ["source"] = "secret", ["key"] = "db", ["field"] = "password" },
            new JsonObject { ["name"] = "INLINE", ["source"] = "sealed", ["plain"] = Inline });
        app["spec"]!["volumes"] = new JsonArray(new JsonObject { ["config"] = "site", ["mountPath"] = "/etc/site" });
        return app;
    }

    private async Task<string[]> ValuesAsync(string variable)
    {
        var values = new List<string>();
        foreach (var container in await Stage.ContainersAsync())
        {
            if (await Engine.TryInspectAsync(container.Id) is { } inspected)
            {
                values.AddRange(inspected.List("Config.Env").Select(e => e.GetString()!).Where(e => e.StartsWith($"{variable}=", StringComparison.Ordinal)));
            }
        }

        return [.. values.Select(v => v[(variable.Length + 1)..])];
    }
}
