using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Cluster;
using Orchestry.Core.Metrics.Exposition;
using Orchestry.Host.Settings;
using Orchestry.Host.Telemetry;
using Orchestry.Testing;
using Orchestry.Testing.Metrics;
using Orchestry.Testing.Orchestration;

namespace Orchestry.Host.Tests.Telemetry;

public sealed class OtlpExportTests : IDisposable
{
    private static readonly TimeSpan LongEnough = TestKit.Guard;
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_collector_is_sent_the_metrics_of_the_catalogue_by_their_names_and_the_headers_it_wants()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await OrchestryHost.CreateAsync(
            Settings(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=ours")), default);
        await host.App.StartAsync().WaitAsync(LongEnough);
        await host.App.StopAsync().WaitAsync(LongEnough);

        var (path, type, tenant, body) = collector.Received[^1];
        Assert.Equal(("/v1/metrics", "application/x-protobuf", "ours"), (path, type, tenant));
        var text = Encoding.Latin1.GetString(body);
        Assert.Contains("orchestry_leader", text, StringComparison.Ordinal);
        Assert.Contains("process_cpu_seconds_total", text, StringComparison.Ordinal);
        Assert.Contains(host.Self.Id, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_was_measured_is_sent_but_histograms()
    {
        await using var collector = await Collector.StartAsync();
        var model = new FakeReadModel();
        var metrics = new FakeNodeMetrics(model, new FakeCluster())
        {
            Traffic = new([new() { App = "web", Requests = 3, ByClass = [0, 3, 0, 0, 0] }], []),
            Host = new(50, new(TimeSpan.Zero, 2, 1, 2, 3, 4, 0)),
        };
        using var export = Export(collector.Address, metrics, new CapturingLoggerFactory());
        await export.StartAsync(default);
        await export.StopAsync(default);

        var text = Encoding.Latin1.GetString(collector.Received[^1].Body);
        foreach (var metric in MetricCatalog.All.Where(m => m.Read(metrics.Read()).Any()))
        {
            Assert.Equal(metric.Kind != MetricKind.Histogram, text.Contains(metric.Name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_collector_that_is_away_is_said_once_and_holds_nobody_up()
    {
        var logs = new CapturingLoggerFactory();
        using var export = Export("http://127.0.0.1:9", new FakeNodeMetrics(new FakeReadModel(), new FakeCluster()), logs);
        await export.StartAsync(default);
        await export.StopAsync(default).WaitAsync(LongEnough);

        Assert.StartsWith("Metrics can't be sent to http://127.0.0.1:9/v1/metrics: ", Assert.Single(logs.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_collector_nothing_of_it_exists()
    {
        await using var host = await OrchestryHost.CreateAsync(Settings(), default);

        Assert.Empty(host.App.Services.GetServices<IHostedService>().OfType<OtlpExport>());
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4318' but must be an http:// or https:// address.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json' but must be http/protobuf or grpc.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "s3cret", "OTEL_EXPORTER_OTLP_HEADERS must be NAME=VALUE, several with commas.")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "5", "OTEL_METRIC_EXPORT_INTERVAL is '5' but must be a whole number from 1000 to 3600000.")]
    public void A_wrong_setting_is_named_and_a_secret_is_not_shown(string name, string value, string fault)
    {
        var (_, faults) = SettingsReader.Read(_folder.File("none"), _ => null, new Dictionary<string, string> { [name] = value });

        Assert.Contains(fault, faults);
    }

    [Fact]
    public void The_headers_appear_in_no_message() => Assert.DoesNotContain(
        "s3cret", new OtlpSettings(new Uri("http://127.0.0.1"), false, "key=s3cret", LongEnough).ToString(), StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static OtlpExport Export(string address, FakeNodeMetrics metrics, CapturingLoggerFactory logs) => new(
        new OtlpSettings(new Uri(address), false, "", TimeSpan.FromHours(1)), metrics,
        new ClusterIdentity(FakeCluster.Node(1), "1.0.0", false, LongEnough), TimeProvider.System, logs.CreateLogger<OtlpExport>());

    private OrchestrySettings Settings(params (string Name, string Value)[] more)
    {
        var values = new Dictionary<string, string>
        {
            ["ORCHESTRY_PORT"] = "0",
            ["INGRESS_PORT"] = "0",
            ["RING_PORT"] = "off",
            ["ORCHESTRY_DATA_DIR"] = _folder.File("data"),
            ["ORCHESTRY_LOG_LEVEL"] = "none",
            ["DOCKER_HOST"] = $"unix://{_folder.File("no.sock")}",
        };
        foreach (var (name, value) in more)
        {
            values[name] = value;
        }

        var (settings, faults) = SettingsReader.Read(_folder.File("none"), _ => null, values);
        Assert.Empty(faults);
        return settings!;
    }

    /// <summary>A collector that takes whatever it is sent, on a loopback port of its own.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly List<(string Path, string? Type, string? Tenant, byte[] Body)> _received = [];

        public string Address { get; private set; } = "";

        public IReadOnlyList<(string Path, string? Type, string? Tenant, byte[] Body)> Received
        {
            get
            {
                lock (_received)
                {
                    return [.. _received];
                }
            }
        }

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            var collector = new Collector(app);
            app.MapPost("/{**path}", collector.TakeAsync);
            await app.StartAsync();
            collector.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            return collector;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            lock (_received)
            {
                _received.Add((http.Request.Path, http.Request.ContentType, http.Request.Headers["x-tenant"], body.ToArray()));
            }
        }
    }
}
