using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly CertificateFolder _folder = new();
    private IngressRig _rig = null!;

    private IPEndPoint EndPoint => _rig.Ingress.Addresses[1];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _rig.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_client_is_shown_the_certificate_of_the_name_it_asks_for()
    {
        _folder.Write("a", "a.test", "b.test");
        _folder.Write("wild", "*.wild.test");
        _folder.Write("default", "default.test");
        _folder.Write("x-exact", "exact.wild.test");
        await StartAsync();

        Assert.Equal("CN=a", await ShownAsync("b.test"));
        Assert.Equal("CN=wild", await ShownAsync("some.wild.test"));
        Assert.Equal("CN=x-exact", await ShownAsync("exact.wild.test"));
        Assert.Equal("CN=default", await ShownAsync("too.deep.wild.test"));
        Assert.Equal("CN=default", await ShownAsync("unknown.test"));
    }

    [Fact]
    public async Task Without_a_default_the_first_serves_whom_none_is_for()
    {
        _folder.Write("b", "b.test");
        _folder.Write("a", "a.test");
        await StartAsync();

        Assert.Equal("CN=a", await ShownAsync("unknown.test"));
        Assert.Null(_rig.Ingress.State.Fault);
    }

    [Fact]
    public async Task Changed_files_are_read_again_and_broken_ones_leave_the_last_good_pair()
    {
        _folder.Write("a", "a.test");
        await StartAsync();
        var first = await ThumbprintAsync("a.test");
        _folder.Write("a", "a.test");
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = await ThumbprintAsync("a.test");
        Assert.NotEqual(first, second);

        var secret = _folder.Break("a");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(second, await ThumbprintAsync("a.test"));
        Assert.Contains("a.crt and a.key can't be used, what was read before still is", _rig.Ingress.State.Fault, StringComparison.Ordinal);
        Assert.Single(_rig.Logs.WithId(6011));
        Assert.DoesNotContain(_rig.Logs.Entries, e => $"{e.Message}{e.Exception}".Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secret, _rig.Ingress.State.Fault, StringComparison.Ordinal);

        _folder.Write("a", "a.test");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(second, await ThumbprintAsync("a.test"));
        Assert.Null(_rig.Ingress.State.Fault);
    }

    [Fact]
    public async Task A_folder_without_certificates_is_told_and_served_as_soon_as_there_is_one()
    {
        await StartAsync();
        Assert.Contains("INGRESS_CERTIFICATES", _rig.Ingress.State.Fault, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => ShownAsync("a.test"));
        _folder.Write("a", "a.test");
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("CN=a", await ShownAsync("a.test"));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Requests_are_served_by_both_versions_of_the_protocol_and_told_to_have_come_by_https(string version)
    {
        _folder.Write("a", "a.test");
        await StartAsync();
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(http =>
            http.Response.WriteAsync($"{http.Request.Headers["X-Forwarded-Proto"]} {http.Request.Headers.Cookie} {http.Request.Host}")));
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{EndPoint}/web/x")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("Cookie", "a=1; b=2");
        using var response = await client.SendAsync(request);

        Assert.Equal(request.Version, response.Version);
        Assert.Equal($"https a=1; b=2 {EndPoint}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_follows_an_answers_body_reaches_clients_of_http_2()
    {
        _folder.Write("a", "a.test");
        await StartAsync();
        var replica = _rig.Owning(RawReplica.Answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 7\r\n\r\n"));
        await _rig.RouteAsync("web", (replica.Address, replica.Port));
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{EndPoint}/web/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request);

        Assert.Equal("hi", await response.Content.ReadAsStringAsync());
        Assert.Equal(["7"], response.TrailingHeaders.GetValues("X-Sum"));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_breaks_off_over_http_2_too()
    {
        _folder.Write("a", "a.test");
        await StartAsync();
        var replica = _rig.Owning(new RawReplica(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        }));
        await _rig.RouteAsync("web", (replica.Address, replica.Port));
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{EndPoint}/web/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync(request));
        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Requests: 1, Failed: 1, Open: 0 });
    }

    [Fact]
    public async Task A_WebSocket_over_http_2_reaches_a_replica_that_knows_only_http_1()
    {
        _folder.Write("a", "a.test");
        await StartAsync();
        await _rig.RouteAsync("web", await _rig.ReplicaAsync(WebSocketEcho.ServeAsync));
        using var client = Client();
        using (var socket = new ClientWebSocket())
        {
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            await socket.ConnectAsync(new Uri($"wss://{EndPoint}/web/socket"), client, CancellationToken.None);
            await WebSocketEcho.CheckAsync(socket);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        await Eventually.TrueAsync(() => _rig.Traffic("web") is { Open: 0, Requests: 1, Failed: 0, Latency.Total: 0 } t && t.ByClass[0] == 1);
    }

    private static HttpClient Client()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = false };
        // The certificates are the test's own; what is tested is not trust.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        return new HttpClient(handler);
    }

    private async Task StartAsync() =>
        _rig = await IngressRig.StartAsync(o => o with { TlsPort = 8443, CertificatePath = _folder.Path }, _clock);

    private async Task<string> ShownAsync(string name) => (await CertificateAsync(name)).Subject;

    private async Task<string> ThumbprintAsync(string name) => (await CertificateAsync(name)).Thumbprint;

    private async Task<X509Certificate2> CertificateAsync(string name)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(EndPoint);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(name);
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }
}
