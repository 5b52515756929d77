using System.Diagnostics;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Metrics;

namespace Orchestry.Http.Tests.Prometheus;

public sealed class PrometheusTests
{
    [Fact]
    public async Task It_passes_Prometheuss_own_check_with_everything_in_it()
    {
        await using var api = await StartAsync();
        var answer = await api.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.ContentType);

        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        await promtool.StandardInput.WriteAsync(answer.Body);
        promtool.StandardInput.Close();
        var said = await promtool.StandardError.ReadToEndAsync() + await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        Assert.Equal((0, ""), (promtool.ExitCode, said));
        foreach (var metric in Core.Metrics.Exposition.MetricCatalog.All)
        {
            Assert.Contains($"# TYPE {metric.Name} ", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("orchestry_build_info{node=\"controller-1\",version=\"1.0.0\"} 1")]
    [InlineData("orchestry_leader 1")]
    [InlineData("orchestry_term 1")]
    [InlineData("orchestry_apps{state=\"running\"} 1")]
    [InlineData("orchestry_app_replicas{app=\"my-app\",state=\"ready\"} 3")]
    [InlineData("orchestry_app_replicas{app=\"my-app\",state=\"draining\"} 0")]
    [InlineData("orchestry_app_cpu_ratio{app=\"my-app\"} 0.25")]
    [InlineData("orchestry_app_requests_total{app=\"my-app\",code=\"2xx\"} 4")]
    [InlineData("orchestry_app_requests_total{app=\"my-app\",code=\"5xx\"} 1")]
    [InlineData("orchestry_app_request_duration_seconds_bucket{app=\"my-app\",le=\"0.01\"} 2")]
    [InlineData("orchestry_app_request_duration_seconds_bucket{app=\"my-app\",le=\"0.1\"} 4")]
    [InlineData("orchestry_app_request_duration_seconds_bucket{app=\"my-app\",le=\"30\"} 4")]
    [InlineData("orchestry_app_request_duration_seconds_bucket{app=\"my-app\",le=\"+Inf\"} 5")]
    [InlineData("orchestry_app_request_duration_seconds_count{app=\"my-app\"} 5")]
    [InlineData("orchestry_host_cpu_ratio 0.5")]
    [InlineData("process_cpu_seconds_total 12.5")]
    public async Task Values_are_labelled_by_application_state_and_class(string line)
    {
        await using var api = await StartAsync();
        Assert.Contains(line, (await api.GetAsync("/metrics")).Body.Split('\n'));
    }

    [Fact]
    public async Task What_was_not_measured_is_left_out()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        var body = (await api.GetAsync("/metrics")).Body;
        Assert.DoesNotContain("orchestry_app_cpu_ratio", body, StringComparison.Ordinal);
        Assert.DoesNotContain("orchestry_host_", body, StringComparison.Ordinal);
        Assert.DoesNotContain("orchestry_app_requests_total", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_rate_limited_and_guarded_by_host()
    {
        await using var api = await TestApi.StartAsync(new HttpOptions { RateLimitPerHour = 1, RateLimitPerMinute = 1 });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await api.GetAsync("/metrics")).Status);
        }

        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        foreign.Headers.Host = "evil.example";
        Assert.Equal(403, (await api.SendAsync(foreign)).Status);
    }

    private static async Task<TestApi> StartAsync()
    {
        var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with
        {
            Metrics = new MetricSample
            {
                App = "my-app", At = SeedData.Now, CpuPercent = 25, MemoryPercent = 50, MemoryBytes = 1 << 20, Rps = 3.5, ErrorsPerSecond = 0.5,
                LatencyP50Ms = 1, LatencyP95Ms = 2, LatencyP99Ms = 3, Connections = 4,
            },
        });
        api.Metrics.Host = new HostLoad(50, new HostUsage(TimeSpan.Zero, 2, 1, 2, 3, 4, 0));
        api.Metrics.Traffic = new IngressTraffic(
            [
                new AppTraffic
                {
                    App = "my-app", Requests = 5, ByClass = [0, 4, 0, 0, 1], Failed = 1, Open = 2, Held = 1,
                    Latency = new LatencyDistribution(
                        [.. new[] { (2, 2L), (80, 2L), (60_000, 1L) }.Select(l => new BucketCount(LatencyBuckets.Of(TimeSpan.FromMilliseconds(l.Item1)), l.Item2))]),
                },
            ],
            []);
        return api;
    }
}
