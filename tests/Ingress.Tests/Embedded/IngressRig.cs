using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Ingress.Embedded;
using Orchestry.Testing;

namespace Orchestry.Ingress.Tests.Embedded;

/// <summary>An embedded ingress on an address of its own, and clients of it.</summary>
internal sealed class IngressRig : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];
    private RoutingTable _table = RoutingTable.Empty("test");

    private IngressRig(IngressOptions options, TimeProvider clock)
    {
        Ingress = new EmbeddedIngress(options, clock, Logs);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    }

    public EmbeddedIngress Ingress { get; }

    public CapturingLoggerFactory Logs { get; } = new();

    public HttpClient Client { get; }

    public IPEndPoint EndPoint => Ingress.Addresses[0];

    public Uri Root => new($"http://{EndPoint}");

    public RoutingTable Table => _table;

    public static Task<IngressRig> StartAsync(TimeProvider? clock = null) => StartAsync(o => o, clock);

    public static async Task<IngressRig> StartAsync(Func<IngressOptions, IngressOptions> change, TimeProvider? clock = null)
    {
        var options = change(new IngressOptions { Host = Loopback.Next(), Port = 0, Domain = "test" });
        var rig = new IngressRig(options, clock ?? TimeProvider.System);
        await rig.Ingress.OpenAsync(CancellationToken.None);
        return rig;
    }

    /// <summary>Has something go with the rig.</summary>
    public T Owning<T>(T thing)
        where T : IAsyncDisposable
    {
        _owned.Add(thing);
        return thing;
    }

    public async Task<WebReplica> ReplicaAsync(Microsoft.AspNetCore.Http.RequestDelegate handler) => Owning(await WebReplica.StartAsync(handler));

    public async Task<WebReplica> ReplicaAsync(string name) => Owning(await WebReplica.SayingAsync(name));

    /// <summary>Routes an application to these places, attempts numbered from 1.</summary>
    public Task RouteAsync(string app, params (string Address, int Port)[] places) => RouteAsync(Route(app, places));

    public Task RouteAsync(string app, params WebReplica[] replicas) => RouteAsync(app, [.. replicas.Select(r => (r.Address, r.Port))]);

    public async Task RouteAsync(AppRoute route)
    {
        _table = _table.With(route);
        Assert.True(await Ingress.ApplyAsync(_table, CancellationToken.None));
    }

    public static AppRoute Route(string app, params (string Address, int Port)[] places)
    {
        var name = AppName.Parse(app);
        return new AppRoute
        {
            App = name,
            Endpoints = [.. places.Select((p, i) => new RouteEndpoint(new ReplicaId(name, i + 1, i + 1), p.Address, p.Port))],
            Ingress = IngressSpec.Default,
            Status = AppStatus.Running,
        };
    }

    /// <summary>Asks by the application's own host.</summary>
    public Task<HttpResponseMessage> GetAsync(string app, string path = "/") => SendAsync(HttpMethod.Get, app, path);

    public async Task<string> TextAsync(string app, string path = "/")
    {
        using var response = await GetAsync(app, path);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string app, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(Root, path)) { Content = content };
        request.Headers.Host = $"{app}.test";
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Sends bytes as they are and reads until the connection ends.</summary>
    public async Task<string> RawAsync(string request)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(EndPoint);
        var stream = socket.GetStream();
        await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(request));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // What was refused may be reset after the answer.
        }

        return System.Text.Encoding.Latin1.GetString(answer.ToArray());
    }

    public AppTraffic Traffic(string app) => Ingress.ReadTraffic().Apps.Single(a => a.App == app);

    public ReplicaTraffic Traffic(string app, int slot) => Ingress.ReadTraffic().Replicas.Single(r => r.App == app && r.Slot == slot);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Ingress.DisposeAsync();
        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }

        Logs.Dispose();
    }
}
