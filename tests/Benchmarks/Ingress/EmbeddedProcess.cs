using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;
using Orchestry.Ingress;
using Orchestry.Ingress.Embedded;

namespace Orchestry.Benchmarks.Ingress;

/// <summary>The embedded ingress in a process of its own, with the runtime's settings of the program that is shipped.</summary>
internal sealed class EmbeddedProcess : IAsyncDisposable
{
    /// <summary>What this program is told to be one.</summary>
    public const string Verb = "serve-ingress";

    private readonly Process _process;

    private EmbeddedProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts one in front of these loopback ports.</summary>
    public static async Task<EmbeddedProcess> StartAsync(IReadOnlyList<int> upstreams, CancellationToken cancellationToken)
    {
        string[] arguments = [typeof(EmbeddedProcess).Assembly.Location, Verb, .. upstreams.Select(u => u.ToString(CultureInfo.InvariantCulture))];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        // As in src/Host/Orchestry.Host.csproj.
        start.Environment["DOTNET_TieredPGO"] = "1";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The ingress ended without serving.");
        return new EmbeddedProcess(process, new Uri(line));
    }

    /// <summary>Processor time it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Is the process: serves until it is cancelled.</summary>
    public static async Task<int> ServeAsync(string[] upstreams, CancellationToken cancellationToken)
    {
        await using var ingress = new EmbeddedIngress(new IngressOptions { Port = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        await ingress.ApplyAsync(Table([.. upstreams.Select(u => int.Parse(u, CultureInfo.InvariantCulture))]), cancellationToken);
        await ingress.OpenAsync(cancellationToken);
        Console.WriteLine(ingress.Address);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    /// <summary>A table with one application, whose replicas listen on these loopback ports.</summary>
    public static RoutingTable Table(IReadOnlyList<int> ports)
    {
        var app = AppName.Parse("app");
        return RoutingTable.Empty("localhost").With(new AppRoute
        {
            App = app,
            Endpoints = [.. ports.Select((port, i) => new RouteEndpoint(new ReplicaId(app, i + 1, i + 1), IPAddress.Loopback.ToString(), port))],
            Ingress = IngressSpec.Default,
            Status = AppStatus.Running,
        });
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
