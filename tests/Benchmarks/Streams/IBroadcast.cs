using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using System.Net;

namespace Orchestry.Benchmarks.Streams;

/// <summary>A server that sends every line to every subscriber.</summary>
internal interface IBroadcast : IAsyncDisposable
{
    /// <summary>Where to subscribe.</summary>
    Uri Address { get; }

    /// <summary>Sends a line.</summary>
    void Write(string line);

    /// <summary>A server on a free loopback port that says nothing.</summary>
    static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder;
    }
}
