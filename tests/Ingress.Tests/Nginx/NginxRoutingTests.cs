using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Tests.Nginx;

/// <summary>What a real nginx does with the requests, once it is configured.</summary>
public sealed class NginxRoutingTests : IAsyncLifetime
{
    private PrivateNginx _nginx = null!;

    public async Task InitializeAsync() => _nginx = await PrivateNginx.StartAsync();

    public async Task DisposeAsync() => await _nginx.DisposeAsync();

    [Fact]
    public async Task Several_applications_are_each_served_at_their_host_and_below_their_path()
    {
        var (web, api, shop) = (await _nginx.ReplicaAsync("127.0.31.1"), await _nginx.ReplicaAsync("127.0.31.2"), await _nginx.ReplicaAsync("127.0.31.3"));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web).App("api", api).App("shop", shop));

        foreach (var (name, replica) in new[] { ("web", web), ("api", api), ("shop", shop) })
        {
            Assert.StartsWith($"{replica.Address}\nGET /some/page?q=1\n", await _nginx.TextAsync("/some/page?q=1", $"{name}.{Routes.Domain}"), StringComparison.Ordinal);
            var below = await _nginx.TextAsync($"/{name}/some/page?q=1");
            Assert.StartsWith($"{replica.Address}\nGET /some/page?q=1\n", below, StringComparison.Ordinal);
            Assert.Contains($"\nX-Forwarded-Prefix: /{name}\n", below, StringComparison.Ordinal);
        }

        Assert.Equal(new IngressState(IngressMode.Nginx, 3), ingress.State);
    }

    [Theory]
    [InlineData("/web/a%2Fb%20c?x=%7E&y=a+b")]
    [InlineData("/web//two//slashes/")]
    [InlineData("/web/%E2%82%AC/%25/;v=1,2/@:!$&'()*+")]
    [InlineData("/web/a/../b/./c")]
    [InlineData("/web/?")]
    [InlineData("/web/web/web")]
    public async Task A_path_reaches_the_replica_byte_for_byte_but_for_its_prefix(string path)
    {
        var web = await _nginx.ReplicaAsync("127.0.31.1");
        await _nginx.OpenAsync(new Routes().App("web", web));

        Assert.StartsWith($"{web.Address}\nGET {path[4..]}\n", await _nginx.TextAsync(path), StringComparison.Ordinal);
        Assert.StartsWith($"{web.Address}\nGET {path}\n", await _nginx.TextAsync(path, $"web.{Routes.Domain}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/%77eb/page")]
    [InlineData("/api/../web/page")]
    [InlineData("/web/../api/page")]
    [InlineData("//web/page")]
    [InlineData("/website")]
    [InlineData("/WEB/page")]
    [InlineData("/")]
    public async Task A_path_that_only_becomes_a_prefix_when_it_is_cleaned_belongs_to_nobody(string path)
    {
        var web = await _nginx.ReplicaAsync("127.0.31.1");
        await _nginx.OpenAsync(new Routes().App("web", web).App("api", web));

        using var response = await _nginx.AskAsync(path);

        await IsErrorAsync(response, HttpStatusCode.NotFound, "ROUTE_NOT_FOUND");
        Assert.Empty(web.Asked);
    }

    [Fact]
    public async Task A_host_below_the_domain_that_names_no_application_belongs_to_nobody()
    {
        var web = await _nginx.ReplicaAsync("127.0.31.1");
        await _nginx.OpenAsync(new Routes().App("web", web));

        using var response = await _nginx.AskAsync("/web/page", $"other.{Routes.Domain}");

        await IsErrorAsync(response, HttpStatusCode.NotFound, "ROUTE_NOT_FOUND");
    }

    [Fact]
    public async Task The_bare_prefix_is_sent_to_the_prefix_with_a_slash()
    {
        await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.31.1")));

        using var response = await _nginx.AskAsync("/web?a=b");

        Assert.Equal((HttpStatusCode.PermanentRedirect, "/web/?a=b"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Applications_that_share_a_host_of_their_own_are_told_apart_by_the_longest_path()
    {
        var (site, api, admin) = (await _nginx.ReplicaAsync("127.0.31.1"), await _nginx.ReplicaAsync("127.0.31.2"), await _nginx.ReplicaAsync("127.0.31.3"));
        await _nginx.OpenAsync(new Routes()
            .App("site", new IngressSpec { Host = "shop.test" }, site)
            .App("api", new IngressSpec { Host = "shop.test", Path = "/api" }, api)
            .App("admin", new IngressSpec { Host = "shop.test", Path = "/api/v1/admin" }, admin));

        Assert.StartsWith($"{site.Address}\nGET /site/x\n", await _nginx.TextAsync("/site/x", "shop.test"), StringComparison.Ordinal);
        Assert.StartsWith($"{api.Address}\nGET /v1/x\n", await _nginx.TextAsync("/api/v1/x", "SHOP.test"), StringComparison.Ordinal);
        var below = await _nginx.TextAsync("/api/v1/admin/%2e", "shop.test");
        Assert.StartsWith($"{admin.Address}\nGET /%2e\n", below, StringComparison.Ordinal);
        Assert.Contains("\nX-Forwarded-Prefix: /api/v1/admin\n", below, StringComparison.Ordinal);
        Assert.StartsWith($"{api.Address}\n", await _nginx.TextAsync("/x", $"api.{Routes.Domain}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_host_and_path_goes_where_the_routing_table_says()
    {
        var replica = await _nginx.ReplicaAsync("127.0.31.1");
        RoutingTable table = new Routes()
            .App("web", replica)
            .App("api", new IngressSpec { Path = "/web" }, replica)
            .App("docs", new IngressSpec { Host = "own.test", Path = "/docs" }, replica)
            .App("deep", new IngressSpec { Host = "own.test", Path = "/docs/deep" }, replica)
            .App("taken", new IngressSpec { Host = $"web.{Routes.Domain}", Path = "/taken" }, replica)
            .App("bare", new IngressSpec { Host = Routes.Domain, Path = "/bare/x" }, replica)
            .App("late", new IngressSpec { Path = "/web" }, replica)
            .App("sub", new IngressSpec { Path = "/docs/sub/sub" }, replica);
        await _nginx.OpenAsync(table);
        string[] hosts = ["own.test", Routes.Domain, $"web.{Routes.Domain}", $"api.{Routes.Domain}", $"no.{Routes.Domain}", $"a.web.{Routes.Domain}", "else.test"];
        string[] paths = ["/", "/web/x", "/api/x", "/docs/x", "/docs/deep/x", "/docs/sub/sub/x", "/taken/x", "/bare/x/y", "/bare/y", "/late/x", "/sub/x", "/no/x"];

        foreach (var (host, path) in from h in hosts from p in paths select (h, p))
        {
            using var response = await _nginx.AskAsync(path, host);
            var expected = table.Match(host, path);
            var got = response.IsSuccessStatusCode ? (await response.Content.ReadAsStringAsync()).Split('\n')[1] : null;
            Assert.Equal($"{host}{path}: {(expected is null ? null : $"GET {path[expected.Prefix.Length..]}")}", $"{host}{path}: {got}");
        }
    }

    [Fact]
    public async Task An_application_without_a_ready_replica_says_so_and_when_to_ask_again()
    {
        await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.31.1")).App("idle"));

        foreach (var (path, host) in new[] { ("/idle/x", (string?)null), ("/x", $"idle.{Routes.Domain}") })
        {
            using var response = await _nginx.AskAsync(path, host);
            Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
            await IsErrorAsync(response, HttpStatusCode.ServiceUnavailable, "NO_HEALTHY_REPLICA");
        }
    }

    [Fact]
    public async Task A_replica_that_is_gone_is_passed_over_and_when_all_are_the_answer_says_it()
    {
        var (good, bad) = (await _nginx.ReplicaAsync("127.0.31.1"), await _nginx.ReplicaAsync("127.0.31.2"));
        await _nginx.OpenAsync(new Routes().App("web", good, bad));
        await bad.DisposeAsync();

        for (var i = 0; i < 20; i++)
        {
            Assert.StartsWith(good.Address, await _nginx.TextAsync("/web/"), StringComparison.Ordinal);
        }

        await good.DisposeAsync();
        using var response = await _nginx.AskAsync("/web/");
        await IsErrorAsync(response, HttpStatusCode.BadGateway, "BAD_GATEWAY");
    }

    [Fact]
    public async Task What_a_client_says_of_the_way_it_came_is_replaced()
    {
        await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.31.1")));

        var text = await _nginx.TextAsync("/web/", "front.test:81", request =>
        {
            foreach (var header in new[] { "For", "Proto", "Host", "Prefix", "Port", "Server" })
            {
                request.Headers.Add($"X-Forwarded-{header}", "forged");
            }

            request.Headers.Add("X-Real-IP", "forged");
            request.Headers.Add("Forwarded", "for=forged");
        });

        Assert.DoesNotContain("forged", text, StringComparison.Ordinal);
        foreach (var line in new[] { "Host: front.test:81", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: http", "X-Forwarded-Host: front.test:81", "X-Forwarded-Prefix: /web" })
        {
            Assert.Contains($"\n{line}\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_web_socket_goes_through_in_both_directions()
    {
        await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.31.1")));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_nginx.Port}/web/ws"), CancellationToken.None);

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64];
        var got = await socket.ReceiveAsync(buffer, CancellationToken.None);

        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, got.Count));
    }

    [Fact]
    public async Task Events_arrive_while_the_answer_goes_on()
    {
        var web = await _nginx.ReplicaAsync("127.0.31.1");
        await _nginx.OpenAsync(new Routes().App("web", web));
        using var response = await _nginx.Client.GetAsync("/web/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal("data: first", await reader.ReadLineAsync());
        web.Release();
        Assert.EndsWith("data: last\n\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_goes_through_up_to_the_size_that_the_application_takes()
    {
        var web = await _nginx.ReplicaAsync("127.0.31.1");
        await _nginx.OpenAsync(new Routes().App("web", new IngressSpec { MaxBodyBytes = 200_000 }, web));
        using var fits = new ByteArrayContent(new byte[200_000]);
        using var large = new ByteArrayContent(new byte[200_001]);

        using var taken = await _nginx.Client.PostAsync("/web/size", fits);
        using var refused = await _nginx.Client.PostAsync("/web/size", large);

        Assert.Equal("200000", await taken.Content.ReadAsStringAsync());
        await IsErrorAsync(refused, HttpStatusCode.RequestEntityTooLarge, "BODY_TOO_LARGE");
    }

    [Fact]
    public async Task A_client_stays_at_its_replica_until_that_leaves_the_table()
    {
        var replicas = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => _nginx.ReplicaAsync($"127.0.31.{i}")));
        var sticky = new IngressSpec { Sticky = true };
        var ingress = await _nginx.OpenAsync(new Routes().App("web", sticky, replicas));
        using var first = await _nginx.AskAsync("/web/");
        var cookie = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var home = replicas.Single(r => FirstLine(first).StartsWith(r.Address, StringComparison.Ordinal));

        for (var i = 0; i < 10; i++)
        {
            using var next = await AskAsync(cookie);
            Assert.Equal(home.Address, FirstLine(next));
            Assert.False(next.Headers.Contains("Set-Cookie"));
        }

        var others = replicas.Where(r => r != home).ToArray();
        var newcomer = await _nginx.ReplicaAsync("127.0.31.9");
        // In the same slot as before, as a replica that stays is: the others change around it.
        var kept = replicas.Select(r => r == others[0] ? newcomer : r).ToArray();
        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", sticky, kept));
        using var still = await AskAsync(cookie);
        Assert.Equal(home.Address, FirstLine(still));

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", sticky, others));
        using var moved = await AskAsync(cookie);
        Assert.Contains(FirstLine(moved), others.Select(r => r.Address));
        Assert.NotEqual(cookie, moved.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        Task<HttpResponseMessage> AskAsync(string value) => _nginx.AskAsync("/web/", null, r => r.Headers.Add("Cookie", value));
    }

    [Fact]
    public async Task Long_names_and_many_replicas_fit_into_nginx_as_an_operator_has_it()
    {
        var name = string.Concat(Enumerable.Repeat("a-long-name-", 21))[..252] + "z";
        var replica = await _nginx.ReplicaAsync("127.0.31.1");
        var many = Enumerable.Range(1, 100).Select(i => ($"127.0.32.{i}", 65535)).ToArray();
        await _nginx.OpenAsync(new Routes().App(name, new IngressSpec { Sticky = true }, replica).App("many", null, many)
            .App("many-sticky", new IngressSpec { Sticky = true }, many));

        var answer = await _nginx.RawAsync($"GET /x HTTP/1.1\r\nHost: {name}.{Routes.Domain}\r\nConnection: close\r\n\r\n");
        Assert.Contains($"\r\n\r\n{replica.Address}\nGET /x\n", answer, StringComparison.Ordinal);
        Assert.StartsWith(replica.Address, await _nginx.TextAsync($"/{name}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_this_machine_is_told_which_configuration_is_in_force()
    {
        await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.31.1")));
        const string Request = "GET / HTTP/1.1\r\nHost: generation.orchestry.invalid\r\nConnection: close\r\n\r\n";

        Assert.StartsWith("HTTP/1.1 200 ", await _nginx.RawAsync(Request), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404 ", await _nginx.RawAsync(Request, from: "127.9.9.9"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_with_a_host_in_it_and_a_request_without_one_are_served_as_well()
    {
        var web = await _nginx.ReplicaAsync("127.0.31.1");
        await _nginx.OpenAsync(new Routes().App("web", web));

        var absolute = await _nginx.RawAsync($"GET http://web.{Routes.Domain}/x%2Fy?z HTTP/1.1\r\nHost: web.{Routes.Domain}\r\nConnection: close\r\n\r\n");
        Assert.Contains($"\r\n\r\n{web.Address}\nGET /x%2Fy?z\n", absolute, StringComparison.Ordinal);
        var old = await _nginx.RawAsync("GET /web/x HTTP/1.0\r\n\r\n");
        Assert.Contains($"\r\n\r\n{web.Address}\nGET /x\n", old, StringComparison.Ordinal);
        var nobody = await _nginx.RawAsync($"GET http://no.{Routes.Domain}?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", nobody, StringComparison.Ordinal);
    }

    private static string FirstLine(HttpResponseMessage response)
    {
        using var copy = new MemoryStream();
        response.Content.CopyTo(copy, null, CancellationToken.None);
        return Encoding.UTF8.GetString(copy.ToArray()).Split('\n')[0];
    }

    private static async Task IsErrorAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(["error", "details", "code", "timestamp"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.NotEmpty(body.GetProperty("details").GetString()!);
        Assert.InRange(body.GetProperty("timestamp").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }
}
