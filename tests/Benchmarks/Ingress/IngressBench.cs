using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.ClusterRig;
using Orchestry.Ingress.Nginx;
using static Orchestry.Benchmarks.Medians;

namespace Orchestry.Benchmarks.Ingress;

/// <summary>
/// Requests per second and latency through each ingress, in front of the same three upstreams (an nginx that answers from its configuration), beside
/// an nginx with a configuration written by hand and the upstreams alone. The ways take turns, since the machine has other work.
/// </summary>
public static class IngressBench
{
    // What an operator would write for the same job: kept connections, WebSocket, the headers an application needs.
    private const string ByHand = """
        map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
        upstream by_hand { least_conn; UPSTREAMS keepalive 128; }
        server {
            listen 127.0.0.1:LOGGED;
            access_log FOLDER/by-hand.log;
            location / { proxy_pass http://by_hand; PROXY }
        }
        server {
            listen 127.0.0.1:UNLOGGED;
            location / { proxy_pass http://by_hand; PROXY }
        }
        """;

    private const string Proxy =
        "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; proxy_set_header Host $http_host; "
        + "proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; "
        + "proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Proto $scheme;";

    /// <summary>
    /// Runs it. Options: <c>--rounds</c> (default 7) of <c>--seconds</c> (default 3) each, <c>--connections</c> (default 64).
    /// </summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = new Options(args, "--rounds", "--seconds", "--connections");
        var (rounds, seconds, connections) = (options.Number("--rounds", 7), options.Number("--seconds", 3), options.Number("--connections", 64));
        var ports = FreePorts(5);
        var (upstreams, logged, unlogged) = (ports[..3], ports[3], ports[4]);
        await using var servers = await OperatorNginx.StartAsync(string.Concat(upstreams.Select(UpstreamServer)));
        await using var byHand = await OperatorNginx.StartAsync(ByHand
            .Replace("UPSTREAMS", string.Concat(upstreams.Select(u => string.Create(CultureInfo.InvariantCulture, $"server 127.0.0.1:{u}; "))), StringComparison.Ordinal)
            .Replace("PROXY", Proxy, StringComparison.Ordinal)
            .Replace("UNLOGGED", unlogged.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("LOGGED", logged.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await using var operators = await OperatorNginx.StartAsync();
        await using var ours = await ConfiguredAsync(operators, upstreams, cancellationToken);
        await using var embedded = await EmbeddedProcess.StartAsync(upstreams, cancellationToken);

        Way[] ways =
        [
            new("an upstream alone", Loopback(upstreams[0])),
            new("nginx by hand, with access log", Loopback(logged)),
            new("nginx by hand, without", Loopback(unlogged)),
            new("nginx mode", operators.Address),
            new("embedded", embedded.Address),
        ];
        foreach (var way in ways)
        {
            // Long enough for the embedded one to be compiled to its end.
            await Wrk.RunAsync(way.Address, connections, seconds * 2, cancellationToken);
        }

        var before = embedded.ProcessorTime;
        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in ways)
            {
                way.Runs.Add(await Wrk.RunAsync(way.Address, connections, seconds, cancellationToken));
            }
        }

        Print(ways);
        var each = (embedded.ProcessorTime - before) / (ways[^1].Runs.Sum(r => r.PerSecond) * seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nEmbedded: {each.TotalMicroseconds:F1} microseconds of a processor per request"));
        return 0;
    }

    private static string UpstreamServer(int port) => string.Create(
        CultureInfo.InvariantCulture, $$"""server { listen 127.0.0.1:{{port}}; default_type text/plain; location / { return 200 "{{new string('x', 1024)}}"; } }{{"\n"}}""");

    private static async Task<NginxIngress> ConfiguredAsync(OperatorNginx nginx, IReadOnlyList<int> upstreams, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>();
        nginx.Describe(settings);
        var ours = new NginxIngress(
            new NginxOptions
            {
                ConfigPath = settings["NGINX_CONFIG_PATH"],
                LogPath = settings["NGINX_LOG_PATH"],
                TestCommand = settings["NGINX_TEST_COMMAND"],
                ReloadCommand = settings["NGINX_RELOAD_COMMAND"],
                ReopenCommand = settings["NGINX_REOPEN_COMMAND"],
                ListenPort = nginx.Address.Port,
            },
            TimeProvider.System,
            NullLogger<NginxIngress>.Instance);
        if (!await ours.ApplyAsync(EmbeddedProcess.Table(upstreams), cancellationToken))
        {
            throw new InvalidOperationException(ours.State.Fault);
        }

        await ours.OpenAsync(cancellationToken);
        return ours;
    }

    private static void Print(IReadOnlyList<Way> ways)
    {
        var (logged, unlogged) = (Rate(ways[1]), Rate(ways[2]));
        Console.WriteLine("| way | requests/s | p50 (ms) | p99 (ms) | of nginx by hand with log | of nginx by hand without |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var way in ways)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {way.Name} | {Rate(way):F0} | {Median([.. way.Runs.Select(r => r.Median)]):F2} | {Median([.. way.Runs.Select(r => r.Slowest)]):F2} | {Rate(way) / logged:P0} | {Rate(way) / unlogged:P0} |"));
        }

        // Turn by turn, each beside its neighbours: what the machine did besides weighs on both.
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nMedian of the rounds' own ratios to nginx by hand with its log: nginx mode {Ratio(ways[3], ways[1]):P0} (target 97 %), embedded {Ratio(ways[4], ways[1]):P0} (target 60 %)"));
    }

    private static double Rate(Way way) => Median([.. way.Runs.Select(r => r.PerSecond)]);

    private static double Ratio(Way way, Way to) => Median([.. way.Runs.Zip(to.Runs, (a, b) => a.PerSecond / b.PerSecond)]);

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    private static int[] FreePorts(int count)
    {
        // All held at once, so that they differ.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners)
            {
                listener.Start();
            }

            return [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners)
            {
                listener.Dispose();
            }
        }
    }

    private sealed record Way(string Name, Uri Address)
    {
        public List<Wrk> Runs { get; } = [];
    }
}
