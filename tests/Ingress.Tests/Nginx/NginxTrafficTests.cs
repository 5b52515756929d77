using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Orchestry.Core.Ingress;
using Orchestry.Ingress.Nginx;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Nginx;

/// <summary>What is counted of a real nginx's requests.</summary>
public sealed class NginxTrafficTests : IAsyncLifetime
{
    private PrivateNginx _nginx = null!;

    public async Task InitializeAsync() => _nginx = await PrivateNginx.StartAsync();

    public async Task DisposeAsync() => await _nginx.DisposeAsync();

    [Fact]
    public async Task Every_request_is_counted_once_with_its_status_and_its_bytes()
    {
        var (web, api) = (await _nginx.ReplicaAsync("127.0.51.1"), await _nginx.ReplicaAsync("127.0.51.2"));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web).App("api", new IngressSpec { MaxBodyBytes = 1024 }, api).App("idle"));
        long bytesIn = 0, bytesOut = 0;
        string[] paths = ["/web/x", "/web/404", "/api/503", "/idle/x", "/web", "/api/204", "/nobody/x", "/api/302", "/web/500"];
        var random = new Random(7);
        var sent = new Dictionary<string, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 500).Select(_ => paths[random.Next(paths.Length)]).ToArray(), async (path, _) =>
        {
            using var response = await _nginx.AskAsync(path);
            var length = (await response.Content.ReadAsByteArrayAsync(CancellationToken.None)).Length;
            lock (sent)
            {
                sent[path] = sent.GetValueOrDefault(path) + 1;
                bytesOut += path.StartsWith("/web", StringComparison.Ordinal) ? length : 0;
            }
        });
        for (var size = 1; size <= 5; size++)
        {
            using var body = new ByteArrayContent(new byte[size * 100]);
            using var response = await _nginx.Client.PostAsync("/web/size", body);
            bytesIn += size * 100;
            bytesOut += (await response.Content.ReadAsStringAsync()).Length;
        }

        using var large = new ByteArrayContent(new byte[1025]);
        using var refused = await _nginx.Client.PostAsync("/api/size", large);

        var webCount = sent["/web/x"] + sent["/web/404"] + sent["/web"] + sent["/web/500"] + 5;
        var apiCount = sent["/api/503"] + sent["/api/204"] + sent["/api/302"] + 1;
        await UntilAsync(ingress, t => App(t, "web").Requests >= webCount && App(t, "api").Requests >= apiCount && App(t, "idle").Requests >= sent["/idle/x"]);
        var traffic = ingress.ReadTraffic();
        var ofWeb = App(traffic, "web");
        Assert.Equal<long>([0, sent["/web/x"] + 5, sent["/web"], sent["/web/404"], sent["/web/500"]], ofWeb.ByClass);
        Assert.Equal((webCount, 0, 0, bytesIn, bytesOut), (ofWeb.Requests, ofWeb.Failed, ofWeb.Retried, ofWeb.BytesIn, ofWeb.BytesOut));
        Assert.Equal(webCount, ofWeb.Latency.Total);
        Assert.Equal<long>([0, sent["/api/204"], sent["/api/302"], 1, sent["/api/503"]], App(traffic, "api").ByClass);
        Assert.Equal(0, App(traffic, "api").Failed);
        Assert.Equal((sent["/idle/x"], sent["/idle/x"]), (App(traffic, "idle").Requests, App(traffic, "idle").Failed));
        Assert.Equal(3, traffic.Apps.Length);
        Assert.Equal((webCount - sent["/web"], 0), (Replica(traffic, web).Served, Replica(traffic, web).Failed));
        Assert.Equal((apiCount - 1, 0), (Replica(traffic, api).Served, Replica(traffic, api).Failed));
    }

    [Fact]
    public async Task A_request_that_is_tried_again_is_the_failure_of_one_replica_and_the_service_of_another()
    {
        var (good, bad) = (await _nginx.ReplicaAsync("127.0.51.1"), await _nginx.ReplicaAsync("127.0.51.2"));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", good, bad));
        await bad.DisposeAsync();
        for (var i = 0; i < 20; i++)
        {
            await _nginx.TextAsync("/web/");
        }

        await UntilAsync(ingress, t => App(t, "web").Requests == 20);
        var traffic = ingress.ReadTraffic();
        Assert.Equal(0, App(traffic, "web").Failed);
        Assert.InRange(App(traffic, "web").Retried, 1, 20);
        Assert.Equal(App(traffic, "web").Retried, Replica(traffic, bad).Failed);
        Assert.Equal((20, 0), (Replica(traffic, good).Served, Replica(traffic, good).Failed));
    }

    [Fact]
    public async Task An_answer_that_broke_off_has_failed_and_a_client_that_went_away_has_not()
    {
        var web = await _nginx.ReplicaAsync("127.0.51.1");
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _nginx.TextAsync("/web/short"));
        using (var broken = await _nginx.AskAsync("/web/broken", null, r => r.Method = HttpMethod.Post))
        {
            Assert.Equal(HttpStatusCode.BadGateway, broken.StatusCode);
        }

        using (var leaving = new CancellationTokenSource())
        {
            var held = _nginx.Client.GetAsync("/web/held", leaving.Token);
            await Eventually.TrueAsync(() => web.Held == 1);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        }

        await UntilAsync(ingress, t => App(t, "web").Requests == 3);
        var traffic = ingress.ReadTraffic();
        Assert.Equal(2, App(traffic, "web").Failed);
        Assert.Equal((0, 2), (Replica(traffic, web).Served, Replica(traffic, web).Failed));
    }

    [Fact]
    public async Task An_upgraded_connection_is_open_while_it_lasts_and_has_no_latency()
    {
        var ingress = await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.51.1")));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_nginx.Port}/web/ws"), CancellationToken.None);

        Assert.Equal(1, App(ingress.ReadTraffic(), "web").Open);
        Assert.Equal(0, App(ingress.ReadTraffic(), "web").Requests);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        await UntilAsync(ingress, t => App(t, "web") is { Requests: 1, Open: 0 });
        var app = App(ingress.ReadTraffic(), "web");
        Assert.Equal((1, 0), (app.ByClass[0], app.Latency.Total));
    }

    [Fact]
    public async Task A_web_socket_outlives_a_reload_and_a_new_log_and_is_counted_when_it_ends()
    {
        _nginx.Options.LogRotationBytes = 1;
        _nginx.Options.LogLinger = TimeSpan.FromMilliseconds(200);
        var (web, api) = (await _nginx.ReplicaAsync("127.0.51.1"), await _nginx.ReplicaAsync("127.0.51.2"));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_nginx.Port}/web/ws"), CancellationToken.None);

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web").App("api", api));
        await _nginx.TextAsync("/api/x");
        await Eventually.TrueAsync(() => _nginx.Logs.Entries.Any(e => e.EventId.Id == 6056));
        await UntilAsync(ingress, t => App(t, "api").Requests == 1 && Directory.GetFiles(_nginx.Options.LogPath).Length == 1);

        await socket.SendAsync("still"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64];
        Assert.Equal("still", Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, CancellationToken.None)).Count));
        Assert.Equal(1, Replica(ingress.ReadTraffic(), web).InFlight);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        await UntilAsync(ingress, t => App(t, "web").Requests == 1 && Replica(t, web) is { Served: 1, Drained: 1, InFlight: 0 });
    }

    [Fact]
    public async Task A_log_that_is_replaced_loses_no_request_and_counts_none_twice()
    {
        _nginx.Options.LogRotationBytes = 5000;
        _nginx.Options.LogLinger = TimeSpan.FromMilliseconds(300);
        var ingress = await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.51.1")));
        const int Requests = 3000;

        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), async (_, _) => await _nginx.TextAsync("/web/x"));

        await UntilAsync(ingress, t => App(t, "web").Requests >= Requests);
        // The last one that was large enough has been replaced, and what was replaced is gone.
        await Eventually.TrueAsync(() => new FileInfo(Path.Combine(_nginx.Options.LogPath, "requests.log")) is { Exists: true, Length: < 5000 }
            && Directory.GetFiles(_nginx.Options.LogPath).Length == 1);
        Assert.Equal(Requests, App(ingress.ReadTraffic(), "web").Requests);
        Assert.True(_nginx.Logs.Entries.Count(e => e.EventId.Id == 6056) > 1);
    }

    [Fact]
    public async Task A_log_that_somebody_else_replaces_is_followed()
    {
        _nginx.Options.LogLinger = TimeSpan.FromMilliseconds(300);
        var ingress = await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.51.1")));
        var log = Path.Combine(_nginx.Options.LogPath, "requests.log");
        await _nginx.TextAsync("/web/x");
        File.Move(log, $"{log}.old");
        await _nginx.TextAsync("/web/x");
        Assert.Null(await new CommandRun(TimeSpan.FromSeconds(10), TimeProvider.System).RunAsync(_nginx.Options.ReopenCommand, CancellationToken.None));
        await Eventually.TrueAsync(() => File.Exists(log));
        await _nginx.TextAsync("/web/x");

        await UntilAsync(ingress, t => App(t, "web").Requests == 3);
        Assert.True(File.Exists($"{log}.old"));
    }

    [Fact]
    public async Task A_log_that_nginx_can_t_be_told_to_replace_is_read_on()
    {
        _nginx.Options.LogRotationBytes = 1;
        _nginx.Options.ReopenCommand = "false";
        var ingress = await _nginx.OpenAsync(new Routes().App("web", await _nginx.ReplicaAsync("127.0.51.1")));
        await _nginx.TextAsync("/web/x");
        await Eventually.TrueAsync(() => _nginx.Logs.Entries.Any(e => e.EventId.Id == 6055));
        await _nginx.TextAsync("/web/x");

        await UntilAsync(ingress, t => App(t, "web").Requests == 2);
        Assert.Single(Directory.GetFiles(_nginx.Options.LogPath));
    }

    [Fact]
    public async Task A_new_process_counts_from_its_own_beginning()
    {
        var web = await _nginx.ReplicaAsync("127.0.51.1");
        var earlier = await _nginx.OpenAsync(new Routes().App("web", web));
        await _nginx.TextAsync("/web/x");
        await UntilAsync(earlier, t => App(t, "web").Requests == 1);
        await earlier.DisposeAsync();

        var ingress = await _nginx.OpenAsync(new Routes().App("web", web));
        await _nginx.TextAsync("/web/x");
        await UntilAsync(ingress, t => App(t, "web").Requests > 0);

        Assert.Equal(1, App(ingress.ReadTraffic(), "web").Requests);
    }

    [Fact]
    public async Task A_replica_that_left_is_without_requests_when_its_last_one_has_been_answered_and_not_before()
    {
        var (leaving, staying) = (await _nginx.ReplicaAsync("127.0.51.1"), await _nginx.ReplicaAsync("127.0.51.2"));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", leaving));
        await Parallel.ForEachAsync(Enumerable.Range(0, 50), async (_, _) => await _nginx.TextAsync("/web/x"));
        var held = _nginx.TextAsync("/web/held");
        await Eventually.TrueAsync(() => leaving.Held == 1);

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", staying));

        // The time that an old worker may still begin a request in is over before the connection that is left is the only one.
        await UntilAsync(ingress, t => Replica(t, leaving).InFlight == 1);
        Assert.StartsWith(staying.Address, await _nginx.TextAsync("/web/x"), StringComparison.Ordinal);
        Assert.Equal(1, Replica(ingress.ReadTraffic(), leaving).InFlight);
        leaving.Release();
        Assert.StartsWith(leaving.Address, await held, StringComparison.Ordinal);

        await UntilAsync(ingress, t => Replica(t, leaving).InFlight == 0);
        await UntilAsync(ingress, t => Replica(t, leaving) is { Served: 51, Drained: >= 1 });
    }

    [Fact]
    public async Task A_replica_that_left_counts_as_asked_while_a_replaced_worker_may_still_begin_a_request()
    {
        var leaving = await _nginx.ReplicaAsync("127.0.51.1");
        var ingress = await _nginx.OpenAsync(new Routes().App("web", leaving));
        using var early = new TcpClient();
        await early.ConnectAsync(IPAddress.Loopback, _nginx.Port);
        using (await _nginx.AskAsync("/web/x"))
        {
            // The worker has taken both connections.
        }

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web"));
        Assert.Equal(1, Replica(ingress.ReadTraffic(), leaving).InFlight);

        await early.GetStream().WriteAsync("GET /web/late HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(early.GetStream(), Encoding.ASCII);
        Assert.Contains("GET /late", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        await UntilAsync(ingress, t => Replica(t, leaving).InFlight == 0);
    }

    [Fact]
    public async Task Connections_that_nginx_keeps_for_later_are_closed_by_a_reload_and_by_time()
    {
        var (leaving, staying) = (await _nginx.ReplicaAsync("127.0.51.1"), await _nginx.ReplicaAsync("127.0.51.2"));
        var ingress = await _nginx.OpenAsync(new Routes().App("web", leaving));
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (_, _) => await _nginx.TextAsync("/web/x"));

        await PrivateNginx.ApplyAsync(ingress, new Routes().App("web", staying));
        await UntilAsync(ingress, t => Replica(t, leaving).InFlight == 0);

        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (_, _) => await _nginx.TextAsync("/web/x"));
        await UntilAsync(ingress, t => App(t, "web").Open == 0);
    }

    [Fact]
    public async Task Connections_of_this_process_are_not_those_of_requests()
    {
        var web = await _nginx.ReplicaAsync("127.0.51.1");
        var ingress = await _nginx.OpenAsync(new Routes().App("web", web));
        using var probe = new TcpClient();
        await probe.ConnectAsync(IPAddress.Parse(web.Address), web.Port);

        Assert.Equal(0, Replica(ingress.ReadTraffic(), web).InFlight);
    }

    private static AppTraffic App(IngressTraffic traffic, string app) => traffic.Apps.Single(a => a.App == app);

    private static ReplicaTraffic Replica(IngressTraffic traffic, TestReplica replica)
    {
        var id = new Routes().App("any", replica).Table().Routes.Single().Endpoints.Single().Replica;
        return traffic.Replicas.Single(r => r.Attempt == id.Attempt);
    }

    private static Task UntilAsync(NginxIngress ingress, Func<IngressTraffic, bool> condition) =>
        Eventually.TrueAsync(() => condition(ingress.ReadTraffic()));
}
