using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orchestry.Ingress.Tests.Embedded;

/// <summary>A replica's server: Kestrel on an address of its own, with a handler that a test gives it.</summary>
internal sealed class WebReplica : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private WebReplica(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    public int Port { get; private set; }

    /// <summary>Requests that reached it.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<WebReplica> StartAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var address = Loopback.NextAddress();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var app = builder.Build();
        var replica = new WebReplica(app);
        app.UseWebSockets();
        app.Run(http =>
        {
            Interlocked.Increment(ref replica._requests);
            return handler(http);
        });
        await app.StartAsync();
        replica.Address = address.ToString();
        replica.Port = new Uri(app.Urls.First()).Port;
        return replica;
    }

    /// <summary>One that answers every request with its name.</summary>
    public static Task<WebReplica> SayingAsync(string name) => StartAsync(http => http.Response.WriteAsync(name));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
