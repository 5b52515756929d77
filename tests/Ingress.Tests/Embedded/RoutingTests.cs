using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class RoutingTests : IAsyncLifetime
{
    private IngressRig _rig = null!;

    public async Task InitializeAsync() => _rig = await IngressRig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_request_reaches_its_application_by_host()
    {
        await _rig.RouteAsync("web", await _rig.ReplicaAsync("web"));
        await _rig.RouteAsync("shop", await _rig.ReplicaAsync("shop"));

        Assert.Equal("web", await _rig.TextAsync("web"));
        Assert.Equal("shop", await _rig.TextAsync("SHOP"));
    }

    [Fact]
    public async Task A_request_reaches_its_application_by_path_without_the_prefix_which_is_told()
    {
        await _rig.RouteAsync("web", await EchoAsync());

        Assert.Equal("/a/b?c=/web/ prefix=/web", await _rig.Client.GetStringAsync(new Uri(_rig.Root, "/web/a/b?c=/web/")));
    }

    [Fact]
    public async Task An_own_host_and_path_reach_it_too()
    {
        var replica = await EchoAsync();
        await _rig.RouteAsync(IngressRig.Route("web", (replica.Address, replica.Port)) with
        {
            Ingress = IngressSpec.Default with { Host = "www.example.org", Path = "/shop" },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_rig.Root, "/shop/x"));
        request.Headers.Host = "www.example.org:8080";
        using var response = await _rig.Client.SendAsync(request);

        Assert.Equal("/x prefix=/shop", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/web", "/web/")]
    [InlineData("/web?a=%2F&b", "/web/?a=%2F&b")]
    public async Task The_prefix_alone_is_redirected_to_what_is_below_it(string path, string location)
    {
        await _rig.RouteAsync("web", await EchoAsync());
        using var response = await _rig.Client.GetAsync(new Uri(_rig.Root, path));

        Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
        Assert.Equal(location, response.Headers.Location!.OriginalString);
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 0 } t && t.ByClass[2] == 1);
    }

    [Theory]
    [InlineData("/a%2Fb%252Fc")]
    [InlineData("/%61%2e%2E/x")]
    [InlineData("/a//b///")]
    [InlineData("/a/../b/./c")]
    [InlineData("/x?q=%00&r=a+b%20c&s=[]|")]
    [InlineData("/%C3%A4?%C3%A4")]
    [InlineData("/?")]
    [InlineData("/;p=1,2:3@4!$&'()*")]
    public async Task The_path_arrives_as_the_client_wrote_it(string target)
    {
        await _rig.RouteAsync("web", await EchoAsync());

        Assert.Contains($"\n{target} prefix=\r", await _rig.RawAsync($"GET {target} HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains($"\n{target} prefix=/web\r", await _rig.RawAsync($"GET /web{target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_absolute_form_of_a_target_is_taken_for_its_path()
    {
        await _rig.RouteAsync("web", await EchoAsync());

        Assert.Contains("\n/a?b prefix=\r", await _rig.RawAsync("GET http://web.test/a?b HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains("\n/?b prefix=\r", await _rig.RawAsync("GET http://web.test?b HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("GET /a#b HTTP/1.1")]
    public async Task A_target_that_can_not_be_sent_on_as_it_is_is_refused(string line)
    {
        await _rig.RouteAsync("web", await EchoAsync());

        Assert.StartsWith("HTTP/1.1 400", await _rig.RawAsync($"{line}\r\nHost: web.test\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_nobody_is_told_so_without_a_word_of_what_there_is()
    {
        await _rig.RouteAsync("secret-app", await _rig.ReplicaAsync("web"));
        using var response = await _rig.GetAsync("none", "/x%3Cy%3E?<z>");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        using var json = JsonDocument.Parse(body);
        Assert.Equal(["error", "details", "code", "timestamp"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("ROUTE_NOT_FOUND", json.RootElement.GetProperty("code").GetString());
        Assert.Contains("/x%3Cy%3E", json.RootElement.GetProperty("details").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("<", body, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task An_answer_of_the_ingress_is_bounded_whatever_was_asked()
    {
        using var response = await _rig.GetAsync("none", $"/{new string('x', 8000)}");

        Assert.InRange((await response.Content.ReadAsStringAsync()).Length, 1, 800);
    }

    [Fact]
    public async Task An_answer_to_HEAD_has_no_body() =>
        Assert.EndsWith("\r\n\r\n", await _rig.RawAsync("HEAD / HTTP/1.1\r\nHost: none.test\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task An_application_without_a_healthy_replica_is_answered_for_with_its_state()
    {
        await _rig.RouteAsync(IngressRig.Route("web") with { Status = AppStatus.Error, StatusReason = "the image web:9 is not there" });
        using var response = await _rig.GetAsync("web");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("NO_HEALTHY_REPLICA", body, StringComparison.Ordinal);
        Assert.Contains("in error and no replica of it is ready: the image web:9 is not there", body, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 1, Open: 0 });
    }

    private Task<WebReplica> EchoAsync() => _rig.ReplicaAsync(http => http.Response.WriteAsync(
        $"{http.Features.Get<IHttpRequestFeature>()!.RawTarget} prefix={http.Request.Headers["X-Forwarded-Prefix"]}"));
}
