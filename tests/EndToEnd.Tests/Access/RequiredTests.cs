using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Access;

/// <summary>A controller that asks everybody who it is.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class RequiredTests(Images images) : EngineTest(images, subnet: 150)
{
    private const string First = "the first of all";
    private const string Changed = "another one then";
    private const string Johns = "johns own secret";
    private const string Guess = "a wrong guess 99";

    [Fact]
    public async Task Only_who_is_known_gets_in_and_no_password_or_token_is_left_in_the_database_or_the_log()
    {
        Stage.Settings["AUTH_MODE"] = "required";
        Stage.Settings["RING_PORT"] = "0";
        Stage.Settings["ORCHESTRY_ADMIN_PASSWORD"] = First;
        Stage.Settings["ORCHESTRY_LOG_LEVEL"] = "trace";
        var controller = await Stage.StartControllerAsync();
        var api = controller.Api;

        // Nobody.
        foreach (var path in new[] { "/api/v1/apps", "/health", "/metrics", "/openapi/v1.json", "/cluster/status", "/no/such/path" })
        {
            (await api.GetAsync(path)).ExpectError(401, "UNAUTHORIZED");
        }

        Assert.Equal("UNAUTHORIZED", (await api.GetAsync("/users")).Expect(401).Text("code"));
        Assert.Equal("UP", (await api.GetAsync("/healthz")).Expect(200).Text("state"));
        Assert.Equal("INVALID_CREDENTIALS", (await LogInAsync(api, "admin", Guess)).Expect(401).Text("code"));
        Assert.Equal("INVALID_CREDENTIALS", (await LogInAsync(api, Guess, Guess)).Expect(401).Text("code"));
        await Assert.ThrowsAsync<WebSocketException>(() => StreamClient.OpenAsync(api.Address, "/api/v1/events/stream"));

        // A user, over both APIs; the second port is the same.
        var login = await api.LogInAsync("admin", First);
        await api.RunAsync(Web("shop"), replicas: 1);
        await using (var events = await StreamClient.OpenAsync(api.Address, $"/api/v1/events/stream?tail=1&access_token={login}"))
        {
            await Until.TrueAsync("an event by a WebSocket", () => Task.FromResult(events.Messages.Count > 0));
        }

        using (var ring = new Api(RingAddress(controller.Log)))
        {
            ring.UseToken(login);
            Assert.Equal("admin", (await ring.GetAsync("/users/me")).Expect(200).Text("username"));
            (await ring.GetAsync("/api/v1/apps/shop")).Expect(200);
        }

        (await api.PostAsync("/users", new JsonObject { ["username"] = "john", ["password"] = Johns })).Expect(201);
        var issued = (await api.PostAsync(
            "/tokens", new JsonObject { ["name"] = "ci", ["scopes"] = new JsonArray("deployments:read"), ["namespaces"] = new JsonArray("default") })).Expect(201);
        var token = issued.Text("token");

        // A token that may only look, and only there.
        api.UseToken(token);
        (await api.GetAsync("/api/v1/apps/shop")).Expect(200);
        (await api.StopAsync("shop")).ExpectError(403, "FORBIDDEN");
        (await api.GetAsync("/api/v1/apps?namespace=*")).ExpectError(403, "FORBIDDEN");
        (await api.GetAsync("/cluster/status")).ExpectError(403, "FORBIDDEN");
        Assert.Equal("FORBIDDEN", (await api.GetAsync("/users")).Expect(403).Text("code"));

        // Who did what is told, by whom.
        api.UseToken(login);
        (await api.StopAsync("shop")).Expect(200);
        var other = await api.LogInAsync("john", Johns);
        (await api.PutAsync("/users/1", new JsonObject { ["password"] = Changed })).Expect(200);
        await using (var told = await StreamClient.OpenAsync(api.Address, $"/api/v1/events/stream?tail=1000&type=config&access_token={other}"))
        {
            string[] expected =
            [
                "A login as 'admin' from 127.0.0.1 failed", "A login as a user that does not exist from 127.0.0.1 failed",
                "admin (user) from 127.0.0.1: POST /users", "admin (user) from 127.0.0.1: POST /api/v1/apps/shop/stop", "john (user) from 127.0.0.1: PUT /users/1",
            ];
            await Until.TrueAsync("every audited request", () =>
            {
                var messages = told.Messages.Where(m => m.TryGetProperty("message", out _)).Select(m => m.Text("message")).ToArray();
                return Task.FromResult(expected.All(messages.Contains));
            });
        }

        // The password was changed, and who leaves has left.
        api.UseToken(login);
        (await api.GetAsync("/api/v1/apps")).ExpectError(401, "UNAUTHORIZED");
        api.UseToken(other);
        (await api.PostAsync("/logout")).Expect(204);
        (await api.GetAsync("/api/v1/apps")).ExpectError(401, "UNAUTHORIZED");

        Assert.Equal(0, await controller.TerminateAsync());
        var key = (await File.ReadAllTextAsync(Stage.Settings["ORCHESTRY_KEY_FILE"])).Trim();
        string[] secrets = [First, Changed, Johns, Guess, token, login.Split('.')[2], other.Split('.')[2], key, "access_token"];
        foreach (var file in Directory.GetFiles(Stage.Settings["ORCHESTRY_DATA_DIR"], "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(secrets, secret => Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{file} holds {secret}"));
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, controller.Log, StringComparison.Ordinal));
        // They are where they may be: the search would have found them.
        Assert.Contains("admin", controller.Log, StringComparison.Ordinal);
    }

    private static Task<Answer> LogInAsync(Api api, string username, string password) =>
        api.PostAsync("/login", new JsonObject { ["username"] = username, ["password"] = password });

    private static Uri RingAddress(string log) =>
        new(log.Split('\n').Single(l => l.StartsWith("Ring API on ", StringComparison.Ordinal)).Split(' ')[3]);
}
