using System.Net;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;
using Orchestry.Http.Gate;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Http.Tests.Gate;

/// <summary>Writes reach the node that takes them.</summary>
public sealed class LeaderGateTests
{
    private const string Leader = "http://controller-1.local:8001";

    [Theory]
    [InlineData("POST", "/api/v1/apps/register")]
    [InlineData("POST", "/api/v1/apps/my-app/start")]
    [InlineData("POST", "/api/v1/apps/my-app/health/check")]
    [InlineData("DELETE", "/api/v1/apps/my-app?force=true&keep_data=false")]
    [InlineData("PUT", "/api/v1/config")]
    [InlineData("PATCH", "/no/such/path?x=1")]
    [InlineData("BREW", "/")]
    public async Task A_follower_sends_every_write_to_the_same_place_at_the_leader(string method, string path)
    {
        await using var api = await FollowerAsync();
        var answer = await api.SendAsync(method, path);
        Assert.Equal(307, answer.Status);
        Assert.Equal($"{Leader}{path}", answer.Header("Location"));
        Assert.Equal("application/json", answer.ContentType);
        answer.Is(
            """
            {
              "error": "Request must be sent to leader node: http://controller-1.local:8001",
              "code": "NOT_LEADER",
              "timestamp": "2024-01-15T10:30:00Z"
            }
            """);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task Without_a_leader_writes_are_to_be_tried_again()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.LoseLeader(SeedData.Now);
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/stop");
        Assert.Equal(503, answer.Status);
        Assert.Equal("1", answer.Header("Retry-After"));
        Assert.Equal("unchanged", answer.Header("X-Orchestry-Outcome"));
        Assert.Null(answer.Header("Location"));
        answer.Is(
            """
            { "error": "No leader elected, cluster not ready", "code": "CLUSTER_NOT_READY", "timestamp": "2024-01-15T10:30:00Z" }
            """);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Fact]
    public async Task Without_a_leader_and_a_database_it_is_the_database_that_is_named()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.LoseLeader(SeedData.Now, "The database does not answer; is it running?");
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/stop");
        answer.IsError(503, "DATABASE_ERROR", "Database connection error");
        Assert.Equal("The database does not answer; is it running?", answer.Details);
        Assert.Equal("1", answer.Header("Retry-After"));
        Assert.Equal("unchanged", answer.Header("X-Orchestry-Outcome"));
    }

    [Fact]
    public async Task A_lease_of_its_own_does_not_make_a_node_redirect_to_itself_while_it_is_not_in_office()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.Lead(SeedData.Now);
        api.Cluster.View = api.Cluster.View with { IsLeader = false };
        Assert.Equal("CLUSTER_NOT_READY", (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Code);
    }

    [Fact]
    public async Task A_leader_and_a_single_node_take_writes_whatever_is_wrong_with_the_database()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.View = api.Cluster.View with { DatabaseFault = "Away." };
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/apps/my-app/start")).Status);
        api.Cluster.Lead(SeedData.Now);
        api.Cluster.View = api.Cluster.View with { DatabaseFault = "Away." };
        Assert.Equal(200, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
        Assert.Equal(2, api.Orchestrator.Asked.Count);
    }

    [Fact]
    public async Task A_leader_whose_term_passed_while_it_wrote_is_not_ready_rather_than_without_a_database()
    {
        await using var api = await TestApi.StartAsync();
        api.Cluster.Lead(SeedData.Now);
        api.Orchestrator.Failure = new TermPassedException(5, 6);
        var answer = await api.SendAsync("POST", "/api/v1/apps/my-app/start");
        answer.IsError(503, "CLUSTER_NOT_READY", "No leader elected, cluster not ready");
        Assert.Equal("Term 5 is over: the store has seen term 6.", answer.Details);
        Assert.Equal("unchanged", answer.Header("X-Orchestry-Outcome"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/apps", 200)]
    [InlineData("OPTIONS", "/api/v1/apps", 405)]
    [InlineData("GET", "/no/such/path", 404)]
    public async Task What_does_not_write_is_answered_by_the_follower(string method, string path, int status)
    {
        await using var api = await FollowerAsync();
        Assert.Equal(status, (await api.SendAsync(method, path)).Status);
    }

    [Theory]
    [InlineData("POST //evil.example/x?a=b HTTP/1.1", "//evil.example/x?a=b")]
    [InlineData("POST /@evil.example HTTP/1.1", "/@evil.example")]
    [InlineData("POST /\\evil.example HTTP/1.1", "/%5Cevil.example")]
    [InlineData("POST http://evil.example/x?a=b HTTP/1.1", "/x?a=b")]
    [InlineData("POST http://evil.example//other.example HTTP/1.1", "/other.example")]
    [InlineData("POST /a%0d%0aSet-Cookie:x=1?q=%0d%0aX:y HTTP/1.1", "/a%0d%0aSet-Cookie:x=1?q=%0d%0aX:y")]
    [InlineData("POST /a%252Fb%2Fc?q=%2f%25 HTTP/1.1", "/a%252Fb%2Fc?q=%2f%25")]
    [InlineData("POST /a/../b HTTP/1.1", "/a/../b")]
    [InlineData("POST /a#b?\"<>^`{|} HTTP/1.1", "/a%23b?%22%3C%3E%5E%60%7B%7C%7D")]
    public async Task No_path_leads_anywhere_but_to_the_leader(string line, string expected)
    {
        await using var api = await FollowerAsync();
        var host = line.Contains("http://evil", StringComparison.Ordinal) ? "evil.example" : "127.0.0.1";
        await using var open = await TestApi.StartAsync(new HttpOptions { AllowedHosts = ["*"] });
        open.Cluster.View = api.Cluster.View;
        var answer = await RawClient.TalkAsync(
            host == "127.0.0.1" ? api : open, $"{line}\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 307 ", answer, StringComparison.Ordinal);
        var headers = answer.Split("\r\n\r\n")[0].Split("\r\n");
        Assert.Equal($"Location: {Leader}{expected}", Assert.Single(headers, h => h.StartsWith("Location", StringComparison.Ordinal)));
        Assert.DoesNotContain(headers, h => h.StartsWith("Set-Cookie", StringComparison.OrdinalIgnoreCase) || h.StartsWith("X:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/a\r\nb\t\u0001\u007f", "/a%0D%0Ab%09%01%7F")]
    [InlineData("/ä/\ud83d\ude00", "/%C3%A4/%F0%9F%98%80")]
    [InlineData("/%zz%4", "/%25zz%254")]
    public void Whatever_gets_past_the_server_is_escaped(string target, string expected) => Assert.Equal(expected, RequestTarget.Escape(target));

    [Fact]
    public void Half_a_character_is_escaped_as_the_mark_for_one() => Assert.Equal("/%EF%BF%BD", RequestTarget.Escape("/\ud83d"));

    [Fact]
    public async Task Guards_and_limits_come_before_the_redirect()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerMinute = 2, MaxBodyBytes = 1024 });
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        api.StayHere();
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/v1/apps/my-app/stop");
        foreign.Headers.TryAddWithoutValidation("Origin", "http://evil.example");
        Assert.Equal(403, (await api.SendAsync(foreign)).Status);
        Assert.Equal(405, (await api.SendAsync("TRACE", "/health")).Status);
        Assert.Equal(413, (await api.SendAsync("POST", "/elsewhere", new string('x', 1025))).Status);
        Assert.Equal(307, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
        Assert.Equal(429, (await api.SendAsync("POST", "/api/v1/apps/my-app/stop")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_sends_half_a_megabyte_gets_its_redirect_and_keeps_its_connection(bool isChunked)
    {
        await using var api = await FollowerAsync();
        var connections = 0;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                Interlocked.Increment(ref connections);
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
            AllowAutoRedirect = false,
        };
        using var client = new HttpClient(handler);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{api.Port}/api/v1/apps/register")
            {
                Content = new ByteArrayContent(new byte[500_000]),
            };
            request.Headers.TransferEncodingChunked = isChunked;
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
            Assert.Contains("NOT_LEADER", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(1, connections);
        Assert.DoesNotContain(api.Logs.Lines, line => line.Id == 5003);
    }

    [Fact]
    public async Task A_client_that_asks_before_it_sends_its_body_is_not_told_to_send_it_here()
    {
        await using var api = await FollowerAsync();
        var answer = await RawClient.TalkAsync(
            api,
            "POST /api/v1/apps/register HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 500000\r\n\r\n",
            until: "}");
        Assert.StartsWith("HTTP/1.1 307 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("100 Continue", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_follows_redirects_registers_through_any_node_with_its_whole_body()
    {
        await using var leader = await TestApi.StartAsync();
        await using var follower = await TestApi.StartAsync();
        follower.Cluster.Follow(new ClusterNode("controller-1", "localhost", $"http://127.0.0.1:{leader.Port}"), SeedData.Now);
        var padded = SeedData.Document + new string(' ', 500_000);
        var answer = await follower.SendAsync("POST", "/api/v1/apps/register", padded);
        Assert.Equal(201, answer.Status);
        Assert.Single(leader.Orchestrator.Asked);
        Assert.Empty(follower.Orchestrator.Asked);
    }

    /// <summary>A node whose client does not follow redirects.</summary>
    private static async Task<TestApi> FollowerAsync()
    {
        var api = await TestApi.StartAsync();
        api.Cluster.Follow(FakeCluster.Node(1), SeedData.Now);
        api.StayHere();
        return api;
    }
}
