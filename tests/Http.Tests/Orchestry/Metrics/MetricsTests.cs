using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;

namespace Orchestry.Http.Tests.Orchestry.Metrics;

public sealed class MetricsTests
{
    private const string Path = "/api/v1/apps/my-app/metrics";

    private static readonly MetricSample Current = new()
    {
        App = "my-app",
        At = SeedData.Now,
        CpuPercent = 45.2049,
        MemoryPercent = 62.099,
        MemoryBytes = 256 << 20,
        Rps = 127.4999,
        LatencyP95Ms = 89.01,
        Connections = 234,
        HealthyReplicas = 3,
        TotalReplicas = 3,
    };

    [Fact]
    public async Task An_applications_metrics_have_the_references_fields()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { Metrics = Current });
        await KeepAsync(api, Current with { At = SeedData.At("2024-01-15T10:27:00Z"), CpuPercent = 42.1, MemoryPercent = 58.9, Rps = 115.2, LatencyP95Ms = 92 });
        (await api.GetAsync(Path)).Is(
            """
            {
              "app_name": "my-app",
              "timestamp": "2024-01-15T10:30:00Z",
              "current": { "cpu_percent": 45.2, "memory_percent": 62.1, "rps": 127.5, "latency_p95_ms": 89, "active_connections": 234,
                "healthy_replicas": 3, "total_replicas": 3 },
              "history": [
                { "timestamp": "2024-01-15T10:25:00Z", "cpu_percent": 42.1, "memory_percent": 58.9, "rps": 115.2, "latency_p95_ms": 92 }
              ]
            }
            """);
    }

    [Fact]
    public async Task What_was_not_measured_is_null_and_never_zero()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        await KeepAsync(api, new MetricSample { App = "my-app", At = SeedData.At("2024-01-15T10:27:00Z") });
        (await api.GetAsync(Path)).Is(
            """
            {
              "app_name": "my-app",
              "timestamp": "2024-01-15T10:30:00Z",
              "current": { "cpu_percent": null, "memory_percent": null, "rps": null, "latency_p95_ms": null, "active_connections": null,
                "healthy_replicas": 3, "total_replicas": 3 },
              "history": [
                { "timestamp": "2024-01-15T10:25:00Z", "cpu_percent": null, "memory_percent": null, "rps": null, "latency_p95_ms": null }
              ]
            }
            """);
        var detail = (await api.GetAsync("/api/v1/apps/my-app")).Json.GetProperty("metrics");
        Assert.All(detail.EnumerateObject(), m => Assert.Equal(System.Text.Json.JsonValueKind.Null, m.Value.ValueKind));
    }

    [Fact]
    public async Task An_applications_detail_has_its_figures()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { Metrics = Current });
        Assert.Equal(
            """{"cpu_percent":45.2,"memory_percent":62.1,"rps":127.5,"latency_p95_ms":89,"active_connections":234}""",
            (await api.GetAsync("/api/v1/apps/my-app")).Json.GetProperty("metrics").GetRawText());
    }

    [Theory]
    [InlineData("", 10, 5)]
    [InlineData("?history=0", 0, 5)]
    [InlineData("?history=3", 3, 5)]
    [InlineData("?history=1000&interval=5m", 12, 5)]
    [InlineData("?history=2&interval=1h", 2, 60)]
    [InlineData("?interval=1d", 1, 1440)]
    public async Task History_has_as_many_of_the_newest_points_as_asked_for_oldest_first(string query, int expected, int minutes)
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { CreatedAt = SeedData.Now.AddDays(-9) });
        await KeepAsync(api, [.. Enumerable.Range(1, 12).Select(i => Current with { At = SeedData.Now.AddMinutes(-5 * i) })]);
        var times = (await api.GetAsync(Path + query)).Json.GetProperty("history").EnumerateArray()
            .Select(p => p.GetProperty("timestamp").GetDateTimeOffset()).ToArray();
        Assert.Equal(expected, times.Length);
        Assert.Equal(times.Order(), times);
        Assert.All(times, t => Assert.Equal(0, t.ToUnixTimeSeconds() % (60 * minutes)));
        Assert.True(expected == 0 || times[^1] == MetricStretch.StartOf(SeedData.Now.AddMinutes(-5), TimeSpan.FromMinutes(minutes)));
    }

    [Theory]
    [InlineData("5m")]
    [InlineData("1h")]
    [InlineData("1d")]
    public async Task Nothing_is_shown_of_an_earlier_application_of_that_name(string interval)
    {
        await using var api = await TestApi.StartAsync();
        var born = SeedData.At("2024-01-15T08:02:00Z");
        api.Model.Set(SeedData.MyApp with { CreatedAt = born });
        await KeepAsync(api, Current with { At = born.AddMinutes(1) }, Current with { At = born.AddMinutes(100) });
        var alone = (await api.GetAsync($"{Path}?interval={interval}")).Json.GetProperty("history").GetArrayLength();
        await KeepAsync(api, Current with { At = born.AddSeconds(-30) });
        Assert.Equal(alone - 1, (await api.GetAsync($"{Path}?interval={interval}")).Json.GetProperty("history").GetArrayLength());
        await KeepAsync(api, Current with { At = born.AddHours(-3) });
        Assert.Equal(alone - 1, (await api.GetAsync($"{Path}?interval={interval}")).Json.GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        var answer = await api.GetAsync(Path + "?history=1001&interval=10m&since=1h");
        answer.IsError(400, "VALIDATION_ERROR", answer.Json.GetProperty("error").GetString()!);
        Assert.Equal(
            [
                "history: must be a whole number from 0 to 1000",
                "interval: must be one of 5m, 1h, 1d",
                "since: is an unknown query parameter; known here: history, interval, namespace",
            ],
            answer.Violations);
        Assert.Equal(400, (await api.GetAsync(Path + "?history=-1")).Status);
    }

    [Fact]
    public async Task An_application_that_is_not_there_has_no_metrics()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.GetAsync(Path);
        Assert.Equal((404, "APP_NOT_FOUND"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_history_that_is_away_is_said_and_the_current_figures_can_be_had_without_it()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { Metrics = Current });
        api.History.Failure = new StoreException("the database is away");
        var answer = await api.GetAsync(Path);
        Assert.Equal((503, "DATABASE_ERROR"), (answer.Status, answer.Code));
        Assert.Equal(200, (await api.GetAsync(Path + "?history=0")).Status);
    }

    [Fact]
    public async Task The_systems_metrics_have_the_references_fields()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(
            SeedData.MyApp with { Metrics = Current with { CpuPercent = 15.2 } },
            SeedData.App("idle", "nginx:alpine", "2024-01-15T08:00:00Z", 0, AppStatus.Stopped));
        api.Metrics.Host = new HostLoad(35.21, new HostUsage(
            TimeSpan.Zero, 4, (long)(12.5 * (1L << 30)), 32L << 30, (long)(45.2 * (1L << 30)), 100L << 30, 0));
        api.Metrics.Network = new NetworkLoad(1587432, 342.1, 0.1204, 95.02);
        (await api.GetAsync("/api/v1/metrics")).Is(
            """
            {
              "timestamp": "2024-01-15T10:30:00Z",
              "system": { "cpu_percent": 35.2, "memory_used_gb": 12.5, "memory_total_gb": 32, "disk_used_gb": 45.2, "disk_total_gb": 100,
                "containers_running": 3, "containers_total": 3 },
              "applications": [ { "name": "my-app", "cpu_percent": 15.2, "memory_mb": 256, "replicas": 3, "rps": 127.5 } ],
              "network": { "requests_per_second": 342.1, "total_requests": 1587432, "error_rate_percent": 0.12, "avg_response_time_ms": 95 }
            }
            """);
    }

    [Fact]
    public async Task A_system_of_which_nothing_is_known_says_null()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp);
        (await api.GetAsync("/api/v1/metrics")).Is(
            """
            {
              "timestamp": "2024-01-15T10:30:00Z",
              "system": { "cpu_percent": null, "memory_used_gb": null, "memory_total_gb": null, "disk_used_gb": null, "disk_total_gb": null,
                "containers_running": 3, "containers_total": 3 },
              "applications": [ { "name": "my-app", "cpu_percent": null, "memory_mb": null, "replicas": 3, "rps": null } ],
              "network": { "requests_per_second": null, "total_requests": null, "error_rate_percent": null, "avg_response_time_ms": null }
            }
            """);
    }

    private static Task KeepAsync(TestApi api, params MetricSample[] samples) => api.History.AppendAsync(samples, 1, default);
}
