using Microsoft.AspNetCore.Routing;
using Orchestry.Core.Metrics;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Metrics;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Prometheus;

/// <summary>This node's metrics for Prometheus, on the API's port.</summary>
internal sealed class PrometheusEndpoint(INodeMetrics metrics)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapReply(
        "GET", "/metrics", MetricsOperations.Prometheus, _ => new TextReply(PrometheusText.ContentType, PrometheusText.Of(metrics.Read())));
}
