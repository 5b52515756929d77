using System.Net;
using Microsoft.AspNetCore.Http;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class HeaderTests : IAsyncLifetime
{
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
    private IngressRig _rig = null!;
    private RawReplica _replica = null!;

    public async Task InitializeAsync()
    {
        _rig = await IngressRig.StartAsync();
        _replica = _rig.Owning(RawReplica.Answering(Fine));
        await _rig.RouteAsync("web", (_replica.Address, _replica.Port));
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Where_a_request_came_from_is_told_by_the_ingress_alone()
    {
        var head = await SendAsync(
            "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /evil\r\nX-Forwarded-Port: 1\r\n"
            + "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX_Forwarded_For: 6.6.6.6\r\nx-forwarded_for: 6.6.6.6\r\n");

        Assert.Equal(["http"], Values(head, "X-Forwarded-Proto"));
        Assert.Equal(["web.test"], Values(head, "X-Forwarded-Host"));
        Assert.StartsWith("127.", Assert.Single(Values(head, "X-Forwarded-For")), StringComparison.Ordinal);
        Assert.DoesNotContain("6.6.6.6", head, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_of_one_connection_end_with_it_those_it_names_included()
    {
        var head = await SendAsync(
            "X-Mine: 1\r\nX-Named: 2\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nTE: gzip\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\nProxy-Authorization: Basic abc\r\n",
            "X-Named, Host");

        Assert.Equal(["1"], Values(head, "X-Mine"));
        Assert.Equal(["web.test"], Values(head, "Host"));
        foreach (var name in new[] { "X-Named", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade", "HTTP2-Settings", "Proxy-Authorization", "Connection" })
        {
            Assert.Empty(Values(head, name));
        }
    }

    [Fact]
    public async Task Everything_else_arrives_as_it_was_sent()
    {
        var head = await SendAsync("Cookie: a=1; b=2\r\nX-Twice: 1\r\nX-Twice: 2\r\nX-Odd: caf\u00e9 \"\u00ff\"\r\ntraceparent: 00-1-2-01\r\nAccept-Encoding: gzip, br\r\nRange: bytes=0-1\r\nUser-Agent: (odd\r\n");

        Assert.Equal(["a=1; b=2"], Values(head, "Cookie"));
        Assert.Equal("1,2", string.Join(',', Values(head, "X-Twice")).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(["caf\u00e9 \"\u00ff\""], Values(head, "X-Odd"));
        Assert.Equal(["00-1-2-01"], Values(head, "traceparent"));
        Assert.Equal(["gzip, br"], Values(head, "Accept-Encoding"));
        Assert.Equal(["bytes=0-1"], Values(head, "Range"));
        Assert.Equal(["(odd"], Values(head, "User-Agent"));
    }

    [Fact]
    public async Task An_answers_headers_arrive_but_for_those_of_its_connection()
    {
        var replica = _rig.Owning(RawReplica.Answering(
            "HTTP/1.1 203 Odd Words\r\nServer: theirs\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Odd: \u00e9\r\n"
            + "Connection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nAlt-Svc: h3=\":1\"\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"));
        await _rig.RouteAsync("web", (replica.Address, replica.Port));
        var answer = await _rig.RawAsync("GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 203 Odd Words\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(["theirs"], Values(answer, "Server"));
        Assert.Equal(["Thu, 01 Jan 2026 00:00:00 GMT"], Values(answer, "Date"));
        Assert.Equal(["a=1", "b=2"], Values(answer, "Set-Cookie"));
        Assert.Equal(["\u00e9"], Values(answer, "X-Odd"));
        foreach (var name in new[] { "X-Hop", "Keep-Alive", "Alt-Svc" })
        {
            Assert.Empty(Values(answer, name));
        }
    }

    [Fact]
    public async Task Compressed_answers_and_redirects_are_the_clients_business()
    {
        var replica = await _rig.ReplicaAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status302Found;
            http.Response.Headers.Location = "http://elsewhere.invalid/";
            http.Response.Headers.ContentEncoding = "gzip";
            return http.Response.Body.WriteAsync(new byte[] { 1, 2, 3 }).AsTask();
        });
        await _rig.RouteAsync("web", replica);
        using var response = await _rig.GetAsync("web");

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nContent-Length: 5\r\n")]
    [InlineData("Content-Length: 4, 5\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n")]
    [InlineData("Transfer-Encoding: chunked, gzip\r\n")]
    [InlineData("X-Odd : 1\r\n")]
    [InlineData("X-Odd: 1\r\n folded\r\n")]
    [InlineData("X-Odd: a\0b\r\n")]
    [InlineData("Host: other.test\r\n")]
    public async Task A_request_that_two_servers_may_read_differently_is_refused(string headers)
    {
        var answer = await _rig.RawAsync($"POST / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n{headers}\r\nbody");

        Assert.Matches("^HTTP/1.1 (400|411|501) ", answer);
        Assert.Equal(0, _replica.Requests);
    }

    [Fact]
    public async Task Of_two_lengths_only_the_one_that_counts_is_sent_on()
    {
        await _rig.RawAsync(
            "POST / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");

        Assert.All(_replica.Heads, head => Assert.False(Values(head, "Content-Length").Length > 0 && Values(head, "Transfer-Encoding").Length > 0));
        Assert.DoesNotContain(_replica.Heads, head => head.Contains("smuggled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_length_is_sent_on_as_the_number_it_was_read_as()
    {
        await _rig.RawAsync("POST / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\nContent-Length: +4\r\n\r\nbody");

        Assert.All(_replica.Heads, head => Assert.Equal(["4"], Values(head, "Content-Length")));
    }

    [Fact]
    public async Task A_request_without_a_body_is_sent_on_without_one()
    {
        var head = await SendAsync("");

        Assert.Empty(Values(head, "Content-Length"));
        Assert.Empty(Values(head, "Transfer-Encoding"));
    }

    // By HTTP/1.0 the connection ends with the answer without a word in the Connection header.
    private async Task<string> SendAsync(string headers, string connection = "close")
    {
        Assert.StartsWith("HTTP/1.1 200", await _rig.RawAsync($"GET / HTTP/1.0\r\nHost: web.test\r\nConnection: {connection}\r\n{headers}\r\n"), StringComparison.Ordinal);
        return _replica.Heads.Last();
    }

    private static string[] Values(string head, string name) =>
    [
        .. head.Split("\r\n\r\n")[0].Split("\r\n").Where(l => l.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 2)..]),
    ];
}
