using Microsoft.AspNetCore.Http;
using Orchestry.Core.Cluster;
using Orchestry.Http.Errors;

namespace Orchestry.Http.Gate;

/// <summary>Sends writes to the node that takes them. Their bodies are not read: the server drains what the client is still sending.</summary>
internal sealed class LeaderGate(ICluster cluster)
{
    /// <summary>Null where this node takes writes itself.</summary>
    public Fault? Refuse(HttpContext http)
    {
        var view = cluster.View;
        if (view.IsLeader || !view.IsClustered)
        {
            return null;
        }

        if (view.Leader is { } leader)
        {
            http.Response.Headers.Location = leader.ApiUrl + RequestTarget.Of(http);
            return new Fault(ErrorCatalog.NotLeader, sentence: $"{ErrorCatalog.NotLeader.Sentence}: {leader.ApiUrl}");
        }

        return view.DatabaseFault is { } fault
            ? new Fault(ErrorCatalog.DatabaseError, fault)
            : new Fault(ErrorCatalog.ClusterNotReady);
    }
}
