using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Metrics;
using Orchestry.Core.Apps;
using Orchestry.Core.Metrics;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Metrics;

/// <summary>The figures of one application, now and in the past, and of the whole system.</summary>
internal sealed class MetricsEndpoints(IReadModel model, IMetricHistory history, INodeMetrics metrics, TimeProvider time)
{
    public const int DefaultHistory = 10;
    public const int LongestHistory = 1000;
    private static readonly TimeSpan[] Intervals = [TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];
    private readonly PastMetrics _past = new(history);

    public static IReadOnlyList<string> IntervalNames { get; } = ["5m", "1h", "1d"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/api/v1/apps/{app_name}/metrics", MetricsOperations.OfApp, OfAppAsync);
        routes.MapReply("GET", "/api/v1/metrics", MetricsOperations.OfSystem, OfSystem);
    }

    private async Task<Reply> OfAppAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var name, out var malformed))
        {
            return malformed;
        }

        var query = new QueryReader(http);
        var count = query.Integer("history", 0, LongestHistory, DefaultHistory);
        var interval = Intervals[query.Word("interval", IntervalNames) ?? 0];
        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        var revision = model.Revision;
        if (model.Find(name) is not { } app)
        {
            return Fault.From(Refusal.NotFound(name.Value));
        }

        var now = time.GetUtcNow();
        var past = await _past.ReadAsync(app, interval, count, now, http.RequestAborted);
        var sample = app.Metrics;
        return new JsonReply<AppMetricsReply>(
            new AppMetricsReply(
                name.Value,
                sample?.At ?? now,
                new CurrentMetrics(
                    Shown.Of(sample?.CpuPercent),
                    Shown.Of(sample?.MemoryPercent),
                    Shown.Of(sample?.Rps),
                    Shown.Of(sample?.LatencyP95Ms),
                    sample?.Connections,
                    app.HealthyReplicas,
                    app.CurrentReplicas),
                [.. past.Select(Show)]),
            ContractsJson.Wire.AppMetricsReply,
            revision);
    }

    private static MetricsPoint Show(MetricSample point) => new(
        point.At, Shown.Of(point.CpuPercent), Shown.Of(point.MemoryPercent), Shown.Of(point.Rps), Shown.Of(point.LatencyP95Ms));

    private Reply OfSystem(HttpContext http)
    {
        var node = metrics.Read();
        var (host, network) = (node.Host, node.Network);
        return new JsonReply<SystemMetricsReply>(
            new SystemMetricsReply(
                time.GetUtcNow(),
                new HostMetrics(
                    Shown.Of(host?.CpuPercent),
                    Shown.Gigabytes(host?.Usage.MemoryUsedBytes),
                    Shown.Gigabytes(host?.Usage.MemoryTotalBytes),
                    Shown.Gigabytes(host?.Usage.DiskUsedBytes),
                    Shown.Gigabytes(host?.Usage.DiskTotalBytes),
                    node.Apps.Sum(a => a.CurrentReplicas),
                    node.Apps.Sum(a => a.WithContainer().Count())),
                [.. node.Apps.Where(Sampling.IsSampled).Select(Show)],
                new NetworkMetrics(
                    Shown.Of(network.RequestsPerSecond), network.TotalRequests, Shown.Of(network.ErrorRatePercent, 2), Shown.Of(network.MeanLatencyMs))),
            ContractsJson.Wire.SystemMetricsReply,
            node.Revision);
    }

    private static ApplicationMetrics Show(AppSnapshot app) => new(
        app.Name.Value, Shown.Of(app.Metrics?.CpuPercent), Shown.Megabytes(app.Metrics?.MemoryBytes), app.CurrentReplicas, Shown.Of(app.Metrics?.Rps));
}
