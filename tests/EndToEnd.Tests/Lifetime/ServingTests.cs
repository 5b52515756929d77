using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Lifetime;

/// <summary>What the process tells of itself, and how it guards itself.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class ServingTests(Images images) : EngineTest(images, subnet: 109)
{
    [Fact]
    public async Task Health_tells_of_the_controller_its_parts_and_its_applications()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 2);
        (await api.RegisterAsync(Web("blog"))).Expect(201);

        var health = await Until.SeesAsync("two containers counted", async () =>
            (await api.GetAsync("/health")).Expect(200) is var now && now.Int("components.docker.containers_running") == 2 ? (object)now : null);
        var shown = (System.Text.Json.JsonElement)health;
        Assert.Equal("status timestamp version uptime_seconds components applications", shown.Fields());
        Assert.Equal(("healthy", "1.0.0"), (shown.Text("status"), shown.Text("version")));
        Assert.Equal("database docker nginx", shown.At("components").Fields());
        Assert.Equal("status response_time_ms", shown.At("components.database").Fields());
        Assert.Equal("status containers_running", shown.At("components.docker").Fields());
        Assert.Equal("status configs_active", shown.At("components.nginx").Fields());
        Assert.Equal("total running stopped error", shown.At("applications").Fields());
        Assert.Equal((2, 1, 1, 0), (
            shown.Int("applications.total"), shown.Int("applications.running"), shown.Int("applications.stopped"), shown.Int("applications.error")));
    }

    [Fact]
    public async Task The_API_is_described_with_every_path_it_answers_to()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        var document = (await api.GetAsync("/openapi/v1.json")).Expect(200);
        Assert.StartsWith("3.", document.Text("openapi"), StringComparison.Ordinal);
        var paths = document.At("paths").Fields().Split(' ');
        Assert.Equal(
            [
                "/api/v1/apps", "/api/v1/apps/register", "/api/v1/apps/{app_name}", "/api/v1/apps/{app_name}/events",
                "/api/v1/apps/{app_name}/health", "/api/v1/apps/{app_name}/health/check", "/api/v1/apps/{app_name}/logs",
                "/api/v1/apps/{app_name}/logs/stream", "/api/v1/apps/{app_name}/metrics", "/api/v1/apps/{app_name}/metrics/stream",
                "/api/v1/apps/{app_name}/scale", "/api/v1/apps/{app_name}/scaling", "/api/v1/apps/{app_name}/scaling/decisions",
                "/api/v1/apps/{app_name}/scaling/simulate", "/api/v1/apps/{app_name}/spec", "/api/v1/apps/{app_name}/start",
                "/api/v1/apps/{app_name}/stop", "/api/v1/config", "/api/v1/events/stream", "/api/v1/metrics", "/cluster/health",
                "/cluster/leader", "/cluster/status", "/configs", "/configs/{id}", "/deployments", "/deployments/{id}",
                "/deployments/{id}/events", "/deployments/{id}/logs", "/health", "/healthz", "/login", "/logout", "/metrics", "/namespaces",
                "/namespaces/{id}", "/node/get", "/openapi/v1.json", "/secrets", "/secrets/{id}", "/tokens", "/tokens/signing-key/rotate",
                "/tokens/{id}", "/tokens/{id}/rotate", "/users", "/users/me", "/users/{id}",
            ],
            paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Too_many_requests_are_refused_with_the_time_to_come_back()
    {
        Stage.Settings["RATE_LIMIT_PER_HOUR"] = "1000";
        Stage.Settings["RATE_LIMIT_PER_MINUTE"] = "10";
        var api = (await Stage.StartControllerAsync()).Api;
        var first = await api.GetAsync("/api/v1/apps");
        first.Expect(200);
        Assert.Equal("1000", Assert.Single(first.Headers.GetValues("X-RateLimit-Limit")));
        Assert.Equal("999", Assert.Single(first.Headers.GetValues("X-RateLimit-Remaining")));

        // Twice the limit, should a minute begin in between.
        var answers = new List<Answer>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add(await api.GetAsync("/api/v1/apps"));
        }

        var refused = answers.First(a => a.Status != 200);
        refused.ExpectError(429, "RATE_LIMIT_EXCEEDED");
        Assert.Equal("10", Assert.Single(refused.Headers.GetValues("X-RateLimit-Limit")));
        Assert.Equal("0", Assert.Single(refused.Headers.GetValues("X-RateLimit-Remaining")));
        var reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Assert.Single(refused.Headers.GetValues("X-RateLimit-Reset")), System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(reset - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(61));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        (await api.GetAsync("/health")).Expect(200);
    }
}
