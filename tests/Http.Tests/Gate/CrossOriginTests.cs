using System.Net.WebSockets;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Gate;

/// <summary>Pages of the listed origins may use the API; for all others nothing changes.</summary>
public sealed class CrossOriginTests
{
    private const string Listed = "https://ops.example.org";
    private const string Exposed = "X-Orchestry-Revision,X-Orchestry-Outcome,Retry-After,Date,Location,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset";
    private const string Stop = "/api/v1/apps/my-app/stop";
    private const string Events = "/api/v1/events/stream";

    [Theory]
    [InlineData("/api/v1/apps", "GET")]
    [InlineData("/api/v1/apps/register", "POST")]
    [InlineData("/api/v1/config", "PUT")]
    [InlineData("/deployments/1", "DELETE")]
    [InlineData("/no/such/path", "GET")]
    public async Task A_preflight_needs_no_token_uses_no_budget_and_says_what_may_be_sent(string path, string method)
    {
        await using var api = await StartAsync(new HttpOptions { IsAuthenticationRequired = true, RateLimitPerMinute = 1 });
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        for (var i = 0; i < 3; i++)
        {
            var answer = await PreflightAsync(api, path, method, Listed);
            Assert.Equal(204, answer.Status);
            Assert.Equal(Listed, answer.Header("Access-Control-Allow-Origin"));
            Assert.Equal("GET,POST,PUT,DELETE", answer.Header("Access-Control-Allow-Methods"));
            Assert.Equal(
                "Authorization,Content-Type,Accept,Cache-Control,Last-Event-ID,X-Orchestry-Revision", answer.Header("Access-Control-Allow-Headers"));
            Assert.Equal("600", answer.Header("Access-Control-Max-Age"));
            Assert.Equal("Origin", answer.Header("Vary"));
            Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/apps", 200)]
    [InlineData("POST", Stop, 200)]
    [InlineData("GET", "/api/v1/nowhere", 404)]
    [InlineData("POST", "/api/v1/apps", 405)]
    [InlineData("GET", "/deployments", 401)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    public async Task Every_answer_may_be_read_by_a_page_of_a_listed_origin(string method, string path, int status)
    {
        await using var api = await StartAsync();
        IsReadable(await SendAsync(api, method, path, Listed), status);
        IsReadable(await SendAsync(api, method, path, "http://127.0.0.1:5173"), status, "http://127.0.0.1:5173");
    }

    [Fact]
    public async Task So_are_limits_redirects_and_a_cluster_that_is_not_ready()
    {
        await using var api = await StartAsync(new HttpOptions { RateLimitPerMinute = 4 });
        api.StayHere();
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        var redirect = await SendAsync(api, "POST", Stop, Listed);
        IsReadable(redirect, 307);
        Assert.EndsWith(Stop, redirect.Header("Location"), StringComparison.Ordinal);
        api.Cluster.LoseLeader(SeedData.Now);
        IsReadable(await SendAsync(api, "POST", Stop, Listed), 503);
        var limited = await SendAsync(api, "POST", Stop, Listed);
        IsReadable(limited, 429);
        Assert.Equal("60", limited.Header("Retry-After"));
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task A_page_of_a_follower_that_is_listed_writes_at_the_leader()
    {
        await using var follower = await TestApi.StartAsync();
        await using var leader = await StartAsync(more: $"http://127.0.0.1:{follower.Port}");
        follower.Cluster.Follow(new("controller-1", "localhost", $"http://127.0.0.1:{leader.Port}"), SeedData.Now);
        follower.StayHere();
        var own = $"http://127.0.0.1:{follower.Port}";
        var redirect = await SendAsync(follower, "POST", Stop, own);
        Assert.Equal(307, redirect.Status);
        IsReadable(await SendAsync(leader, "POST", redirect.Header("Location")!, own), 200, own);
        Assert.Single(leader.Orchestrator.Asked);
    }

    [Fact]
    public async Task Server_Sent_Events_may_be_read_while_they_come()
    {
        await using var api = await StartAsync();
        api.Client.DefaultRequestHeaders.Add("Origin", Listed);
        using var client = await Streams.EventClient.OpenAsync(api, Events);
        Assert.Equal(Listed, Assert.Single(client.Response.Headers.GetValues("Access-Control-Allow-Origin")));
        (await api.Streams.NextAsync()).Send(Streams.Some.Event(42));
        Assert.StartsWith("id: 42.638409114151234567\n", await client.ReadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Listed, 101)]
    [InlineData("https://ops.example.org.evil.example", 403)]
    public async Task A_WebSocket_is_opened_by_pages_of_a_listed_origin_only(string origin, int status)
    {
        await using var api = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        var connecting = socket.ConnectAsync(new Uri($"ws://127.0.0.1:{api.Port}{Events}"), CancellationToken.None);
        await Task.WhenAny(connecting);
        Assert.Equal((status, status == 101), ((int)socket.HttpStatusCode, connecting.IsCompletedSuccessfully));
    }

    [Theory]
    [InlineData("http://ops.example.org")]
    [InlineData("https://ops.example.org:8443")]
    [InlineData("https://OPS.example.org")]
    [InlineData("https://ops.example.org/")]
    [InlineData("https://evil.ops.example.org")]
    [InlineData("https://ops.example.org, https://evil.example")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("")]
    public async Task Every_other_origin_is_answered_as_without_a_list(string origin)
    {
        await using var api = await StartAsync();
        IsUnreadable(await SendAsync(api, "GET", "/api/v1/apps", origin), 200);
        IsUnreadable(await PreflightAsync(api, "/api/v1/apps", "GET", origin), 405);
        var refused = await SendAsync(api, "POST", Stop, origin);
        IsUnreadable(refused, 403);
        refused.IsError(403, "FORBIDDEN_ORIGIN", "Origin not allowed");
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task An_answer_to_nobodys_page_is_not_kept_for_one()
    {
        await using var api = await StartAsync();
        var answer = await api.GetAsync("/api/v1/apps");
        Assert.Equal((200, "Origin", null), (answer.Status, answer.Header("Vary"), answer.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task A_listed_origin_opens_no_name_that_is_not_served_here()
    {
        await using var api = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/apps");
        request.Headers.Host = "evil.example";
        request.Headers.Add("Origin", Listed);
        IsReadable(await api.SendAsync(request), 403);
    }

    [Fact]
    public async Task OPTIONS_that_is_no_preflight_is_refused_as_ever()
    {
        await using var api = await StartAsync();
        IsReadable(await SendAsync(api, "OPTIONS", "/api/v1/apps", Listed), 405);
    }

    [Fact]
    public async Task Without_a_list_nothing_is_different()
    {
        await using var api = await TestApi.StartAsync();
        foreach (var (answer, status) in new[]
        {
            (await SendAsync(api, "GET", "/api/v1/apps", Listed), 200), (await PreflightAsync(api, "/api/v1/apps", "GET", Listed), 405),
            (await SendAsync(api, "POST", Stop, Listed), 403),
        })
        {
            Assert.Equal(status, answer.Status);
            Assert.DoesNotContain(
                answer.Headers, h => h.Key == "Vary" || h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    private static Task<TestApi> StartAsync(HttpOptions? options = null, string more = "http://127.0.0.1:5173")
    {
        options ??= new HttpOptions { RateLimitPerHour = 0, RateLimitPerMinute = 0 };
        options.AllowedOrigins = [Listed, more];
        return TestApi.StartAsync(options);
    }

    private static Task<Answer> SendAsync(TestApi api, string method, string path, string origin) => SendAsync(api, method, path, ("Origin", origin));

    private static Task<Answer> PreflightAsync(TestApi api, string path, string method, string origin) => SendAsync(
        api, "OPTIONS", path, ("Origin", origin), ("Access-Control-Request-Method", method),
        ("Access-Control-Request-Headers", "authorization,content-type,x-orchestry-revision"));

    private static async Task<Answer> SendAsync(TestApi api, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await api.SendAsync(request);
    }

    private static void IsReadable(Answer answer, int status, string origin = Listed)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal(origin, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal(Exposed, answer.Header("Access-Control-Expose-Headers"));
        Assert.Equal("Origin", answer.Header("Vary"));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
    }

    private static void IsUnreadable(Answer answer, int status)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("Origin", answer.Header("Vary"));
        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }
}
