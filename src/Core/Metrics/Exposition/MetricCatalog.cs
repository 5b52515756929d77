using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Core.Ingress;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Metrics.Exposition;

/// <summary>
/// Every metric that monitoring systems can have of a node. Labels are bounded: by applications, states and classes of answers, never by addresses,
/// paths or containers.
/// </summary>
public static partial class MetricCatalog
{
    /// <summary>All of them, in the order they are shown.</summary>
    public static ImmutableArray<MetricDefinition> All { get; } = [.. OfTheNode(), .. OfApplications(), .. OfTheIngress(), .. OfTheProcess()];

    private static IEnumerable<MetricDefinition> OfApplications()
    {
        yield return Gauge("orchestry_apps", "Applications by state.", node =>
            new[] { (AppStatus.Running, "running"), (AppStatus.Stopped, "stopped"), (AppStatus.Error, "error") }
                .Select(s => Point(node.Apps.Count(a => a.Status == s.Item1), new MetricLabel("state", s.Item2))));
        yield return Gauge("orchestry_app_replicas", "Replicas of an application by state.", node => node.Apps.SelectMany(app =>
            States.Select(s => Point(app.Replicas.Count(r => s.Is(r.Phase)), App(app.Name.Value), new MetricLabel("state", s.Name)))));
        yield return Gauge("orchestry_app_desired_replicas", "Replicas wanted of an application.", node =>
            node.Apps.Select(app => Point(app.DesiredReplicas, App(app.Name.Value))));
        yield return Sampled("orchestry_app_cpu_ratio", "Processor use of an application's replicas, part of their limit, on average.", s => s.CpuPercent / 100);
        yield return Sampled("orchestry_app_memory_ratio", "Memory use of an application's replicas, part of their limit, on average.", s => s.MemoryPercent / 100);
        yield return Sampled("orchestry_app_memory_bytes", "Memory in use by all of an application's replicas.", s => s.MemoryBytes);
        yield return Sampled("orchestry_app_request_rate", "Requests per second of an application at all nodes, over the last interval.", s => s.Rps);
        yield return Sampled("orchestry_app_error_rate", "Failed requests per second of an application at all nodes, over the last interval.", s => s.ErrorsPerSecond);
        yield return Sampled("orchestry_app_latency_p50_seconds", "Median latency of an application at all nodes, over the last interval.", s => s.LatencyP50Ms / 1000);
        yield return Sampled("orchestry_app_latency_p95_seconds", "95th percentile of latency of an application, over the last interval.", s => s.LatencyP95Ms / 1000);
        yield return Sampled("orchestry_app_latency_p99_seconds", "99th percentile of latency of an application, over the last interval.", s => s.LatencyP99Ms / 1000);
        yield return Sampled(
            "orchestry_app_sampled_timestamp_seconds", "When the figures of an application were measured.", s => s.At.ToUnixTimeMilliseconds() / 1000.0);
    }

    private static IEnumerable<MetricDefinition> OfTheIngress()
    {
        yield return Gauge("orchestry_ingress_up", "Whether this node's ingress is without a fault.", node =>
            node.Ingress.Mode == IngressMode.None ? [] : [Point(node.Ingress.Fault is null ? 1 : 0)]);
        yield return Gauge("orchestry_ingress_routes", "Applications whose routes are in force at this node.", node => [Point(node.Ingress.ActiveRoutes)]);
        yield return new MetricDefinition(
            "orchestry_app_requests_total", MetricKind.Counter, "Requests of an application answered at this node, by class of status.", node =>
                node.Traffic.Apps.SelectMany(app => app.ByClass.Select((count, i) => Point(count, App(app.App), new MetricLabel("code", $"{i + 1}xx")))));
        yield return Counted("orchestry_app_request_failures_total", "Requests that this node could not bring to an answer of a replica.", t => t.Failed);
        yield return Counted("orchestry_app_request_retries_total", "Requests that this node tried again on another replica.", t => t.Retried);
        yield return Counted("orchestry_app_received_bytes_total", "Bytes of request bodies at this node.", t => t.BytesIn);
        yield return Counted("orchestry_app_sent_bytes_total", "Bytes of response bodies at this node.", t => t.BytesOut);
        yield return Counted("orchestry_app_connections", "Requests and upgraded connections of an application under way at this node.", t => t.Open, MetricKind.Gauge);
        yield return Counted(
            "orchestry_app_requests_held", "Requests held at this node for a replica that has yet to start.", t => t.Held, MetricKind.Gauge);
        yield return new MetricDefinition(
            "orchestry_app_request_duration_seconds", MetricKind.Histogram, "Time from a request's arrival at this node to the end of its answer.", node =>
                node.Traffic.Apps.Select(app => new MetricPoint(0, [App(app.App)], app.Latency)));
    }

    private static readonly ImmutableArray<(string Name, Func<ReplicaPhase, bool> Is)> States =
    [
        ("starting", p => p < ReplicaPhase.Ready),
        ("ready", p => p == ReplicaPhase.Ready),
        ("unready", p => p == ReplicaPhase.Unready),
        ("draining", p => p == ReplicaPhase.Draining),
        ("exited", p => p > ReplicaPhase.Draining),
    ];

    private static MetricDefinition Gauge(string name, string help, Func<NodePicture, IEnumerable<MetricPoint>> read) =>
        new(name, MetricKind.Gauge, help, read);

    private static MetricDefinition Sampled(string name, string help, Func<MetricSample, double?> value) => Gauge(name, help, node =>
        from app in node.Apps
        let measured = app.Metrics is null ? null : value(app.Metrics)
        where measured is not null
        select Point(measured.Value, App(app.Name.Value)));

    private static MetricDefinition Counted(string name, string help, Func<AppTraffic, double> value, MetricKind kind = MetricKind.Counter) =>
        new(name, kind, help, node => node.Traffic.Apps.Select(app => Point(value(app), App(app.App))));

    private static MetricPoint Point(double value, params ImmutableArray<MetricLabel> labels) => new(value, labels);

    private static MetricLabel App(string name) => new("app", name);
}
