using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Orchestry.Metrics;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Ring.Node;

/// <summary>The node that answers, and the engine it uses.</summary>
internal sealed class NodeEndpoint(INodeMetrics metrics, IContainerEngine engine, TimeProvider time)
{
    // An engine that is away must not keep the figures of the host from whoever wants to know why.
    private static readonly TimeSpan EnginePatience = TimeSpan.FromSeconds(2);

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/node/get", NodeOperations.Get, GetAsync).RequiresScopeEverywhere(Scopes.DeploymentsRead);

    private async Task<Reply> GetAsync(HttpContext http)
    {
        var node = metrics.Read();
        var usage = node.Host?.Usage;
        return new JsonReply<RingNode>(
            new RingNode(
                node.Cluster.Self.Hostname,
                Shown.Of(node.Host?.CpuPercent),
                Percent(usage?.MemoryUsedBytes, usage?.MemoryTotalBytes),
                Percent(usage?.DiskUsedBytes, usage?.DiskTotalBytes),
                node.Apps.Sum(a => a.CurrentReplicas),
                node.Apps.Sum(a => a.WithContainer().Count()),
                await EngineVersionAsync(http.RequestAborted)),
            ContractsJson.Wire.RingNode,
            node.Revision);
    }

    private static double? Percent(long? used, long? total) => total > 0 ? Shown.Of(100.0 * used / total) : null;

    private async Task<string?> EngineVersionAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(EnginePatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return (await engine.GetInfoAsync(either.Token)).TryGet(out var info, out _) ? info.Version : null;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return null;
        }
    }
}
