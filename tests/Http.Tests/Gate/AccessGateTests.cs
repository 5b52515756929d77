using System.Net.WebSockets;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orchestry.Core.Access;
using Orchestry.Http.Authentication;
using Orchestry.Http.Gate;
using Orchestry.Http.Ring;
using Orchestry.Http.Tests.Streams;
using Orchestry.Testing;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Gate;

/// <summary>Who gets past the gate, and to what.</summary>
public sealed class AccessGateTests
{
    private static readonly HttpOptions Required = new() { IsAuthenticationRequired = true, RateLimitPerHour = 0, RateLimitPerMinute = 0 };

    [Theory]
    [InlineData("GET", "/api/v1/apps")]
    [InlineData("POST", "/api/v1/apps/my-app/start")]
    [InlineData("GET", "/api/v1/events/stream")]
    [InlineData("GET", "/cluster/status")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/no/such/path")]
    public async Task With_authentication_required_nothing_of_the_Orchestry_API_is_answered_without_a_token(string method, string path)
    {
        await using var api = await TestApi.StartAsync(Required);
        var answer = await api.SendAsync(method, path);
        answer.IsError(401, "UNAUTHORIZED", "Authentication required");
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
        Assert.Empty(api.Orchestrator.Asked);
        api.LogIn();
        Assert.NotEqual(401, (await api.SendAsync(method, path)).Status);
    }

    [Theory]
    [InlineData("/api/v1/apps", 200)]
    [InlineData("/users", 401)]
    [InlineData("/deployments/anything", 401)]
    [InlineData("/nodes", 404)]
    public async Task Without_it_only_the_Ring_API_asks(string path, int status)
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(status, (await api.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("GET", "/api/v1/apps/my-app", Scopes.DeploymentsRead)]
    [InlineData("GET", "/api/v1/apps", Scopes.DeploymentsRead)]
    [InlineData("GET", "/metrics", Scopes.DeploymentsRead)]
    [InlineData("POST", "/api/v1/apps/my-app/stop", Scopes.DeploymentsWrite)]
    [InlineData("DELETE", "/api/v1/apps/my-app", Scopes.DeploymentsWrite)]
    [InlineData("POST", "/api/v1/apps/register", Scopes.DeploymentsWrite)]
    [InlineData("PUT", "/api/v1/config", Scopes.Admin)]
    [InlineData("GET", "/users", Scopes.UsersRead)]
    [InlineData("GET", "/users/me", Scopes.UsersRead)]
    [InlineData("POST", "/users", Scopes.UsersWrite)]
    [InlineData("DELETE", "/users/1", Scopes.UsersWrite)]
    [InlineData("GET", "/tokens", Scopes.Admin)]
    public async Task An_API_token_may_do_what_its_scopes_say_and_nothing_else(string method, string path, string scope)
    {
        await using var api = await TestApi.StartAsync(Required);
        api.Model.Set(SeedData.MyApp);
        foreach (var given in Scopes.All)
        {
            await api.UseApiTokenAsync([given]);
            var answer = await api.SendAsync(method, path);
            if (Scopes.Includes(given, scope))
            {
                Assert.False(answer.Status is 401 or 403, $"{given}: {answer.Body}");
                continue;
            }

            Assert.Equal(403, answer.Status);
            Assert.Equal("FORBIDDEN", answer.Code);
            Assert.Contains($"'{scope}'", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_endpoint_of_the_Ring_API_says_who_may_use_it_but_the_one_that_is_for_logins_alone()
    {
        await using var api = await TestApi.StartAsync();
        var silent = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => RingPaths.Covers($"/{e.RoutePattern.RawText!.TrimStart('/')}") && e.Metadata.GetMetadata<EndpointAccess>() is null);
        Assert.Equal(["/logout"], silent.Select(e => e.RoutePattern.RawText));
    }

    [Fact]
    public async Task A_token_of_one_namespace_sees_and_changes_nothing_of_another()
    {
        await using var api = await TestApi.StartAsync(Required);
        api.Model.Set(SeedData.MyApp);
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite], "production");
        foreach (var (method, path, body) in new[]
        {
            ("GET", "/api/v1/apps/my-app", null), ("GET", "/api/v1/apps/my-app/logs", null), ("POST", "/api/v1/apps/my-app/stop", null),
            ("DELETE", "/api/v1/apps/my-app", null), ("GET", "/api/v1/apps/my-app/metrics/stream", null), ("GET", "/api/v1/apps", null),
            ("GET", "/api/v1/apps?namespace=*", null), ("GET", "/api/v1/apps?namespace=staging", null), ("GET", "/api/v1/metrics", null),
            ("GET", "/metrics", null), ("GET", "/cluster/status", null), ("GET", "/api/v1/config", null), ("POST", "/api/v1/apps/register", SeedData.Document),
        })
        {
            var answer = await api.SendAsync(method, path, body);
            Assert.True(answer.Status == 403, $"{method} {path}: {answer.Status} {answer.Body}");
            Assert.Equal("FORBIDDEN", answer.Code);
        }

        Assert.Empty(api.Orchestrator.Asked);
        Assert.Equal(200, (await api.GetAsync("/api/v1/apps?namespace=production")).Status);
        Assert.Equal(404, (await api.GetAsync("/api/v1/apps/my-app?namespace=production")).Status);
        await api.UseApiTokenAsync([Scopes.DeploymentsWrite], "default");
        Assert.Equal(200, (await api.GetAsync("/api/v1/apps")).Status);
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
    }

    [Fact]
    public async Task A_stream_takes_its_token_from_the_query_and_nothing_else_does()
    {
        await using var api = await TestApi.StartAsync(Required);
        var token = api.LogIn();
        api.UseToken(null);
        var path = $"/api/v1/events/stream?access_token={token}";
        await using (var socket = await SocketClient.OpenAsync(api, path))
        {
            Assert.Equal(WebSocketState.Open, socket.Socket.State);
        }

        using (var events = await EventClient.OpenAsync(api, path))
        {
            Assert.Equal(200, (int)events.Response.StatusCode);
        }

        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.OpenAsync(api, "/api/v1/events/stream"));
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.OpenAsync(api, $"{path}x"));
        Assert.Equal(401, (await api.GetAsync(path)).Status);
        Assert.Equal(401, (await api.GetAsync($"/api/v1/apps?access_token={token}")).Status);
        foreach (var (method, other) in new[] { ("GET", "/api/v1/apps"), ("GET", "/users"), ("DELETE", "/users/1"), ("DELETE", "/api/v1/apps/my-app"), ("POST", "/login") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), $"{other}?access_token={token}") { Headers = { { "Accept", "text/event-stream" } } };
            using var response = await api.Client.SendAsync(request);
            Assert.True((int)response.StatusCode is 400 or 401, $"{method} {other}: {response.StatusCode}");
        }

        Assert.DoesNotContain(api.Logs.Lines, line => line.Line.Contains("access_token", StringComparison.Ordinal) || line.Line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_ends_after_its_token_has()
    {
        // No sign of life falls due meanwhile: time must not pass while one is under way, or its client would be taken for deaf.
        await using var api = await TestApi.StartAsync(
            new HttpOptions { IsAuthenticationRequired = true, RateLimitPerHour = 0, RateLimitPerMinute = 0, KeepAlive = TimeSpan.FromHours(1) });
        var token = api.LogIn();
        await using var socket = await SocketClient.OpenAsync(api, $"/api/v1/events/stream?access_token={token}");
        using var events = await EventClient.OpenAsync(api, "/api/v1/events/stream");
        await Eventually.TrueAsync(() => api.Time.ActiveTimers >= 2);
        api.Time.Advance(TokenWatch.Pause);
        Assert.Equal(WebSocketState.Open, socket.Socket.State);

        await api.SendAsync("POST", "/logout");
        api.Time.Advance(TokenWatch.Pause);

        Assert.Equal((3000, "The token is not valid any more"), await socket.ReadCloseAsync());
        var text = await events.ReadAsync();
        Assert.Contains("event: close", text, StringComparison.Ordinal);
        Assert.Contains("3000", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_known_caller_has_changed_is_recorded_and_nothing_else()
    {
        await using var api = await TestApi.StartAsync(Required);
        api.LogIn();
        await api.GetAsync("/users");
        await api.SendAsync("POST", "/users", "{}");
        await api.SendAsync("POST", "/users?x=1", """{ "username": "john", "password": "secretpassword" }""");
        await api.SendAsync("POST", "/users", """{ "username": "john", "password": "secretpassword" }""");
        await api.SendAsync("POST", "/login", """{ "username": "john", "password": "secretpassword" }""");
        var token = await api.UseApiTokenAsync([Scopes.DeploymentsWrite]);
        await api.SendAsync("POST", "/api/v1/apps/my-app/stop");
        await Eventually.TrueAsync(() => api.Audit.Requests.Count == 2);
        Assert.Equal(
            ["admin User 127.0.0.1 POST /users 201", $"{token.Name} Token 127.0.0.1 POST /api/v1/apps/my-app/stop 200"],
            api.Audit.Requests.Select(r => $"{r.Caller.Name} {r.Caller.Kind} {r.Remote} {r.Method} {r.Path} {r.Status}"));
    }

    [Fact]
    public async Task In_the_open_nobody_is_recorded()
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
        Assert.Empty(api.Audit.Requests);
    }

    [Fact]
    public async Task Guards_and_limits_come_before_the_question_and_the_redirect_after_it()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { IsAuthenticationRequired = true, RateLimitPerMinute = 4 });
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        api.StayHere();
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/v1/apps/my-app/stop");
        foreign.Headers.TryAddWithoutValidation("Origin", "http://evil.example");
        Assert.Equal(403, (await api.SendAsync(foreign)).Status);
        Assert.Equal(401, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
        api.LogIn();
        Assert.Equal(307, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
        api.UseToken(null);
        Assert.Equal(429, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
    }
}
