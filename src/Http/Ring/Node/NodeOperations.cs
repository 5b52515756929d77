using Orchestry.Contracts.Ring;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Ring.Node;

/// <summary>What the API document says of the node.</summary>
internal static class NodeOperations
{
    public static OperationDoc Get { get; } = new("GetNode", "Ring", "Get the figures of the node that answers")
    {
        Description = "Percentages of its host, null where they can't be read, such as of a remote engine. The containers are the cluster's.",
        Replies =
        [
            new(200, "The node", typeof(RingNode),
                """
                {
                  "hostname": "ring-server", "cpu_usage": 15.2, "memory_usage": 45.8, "disk_usage": 23.1, "containers_running": 5, "containers_total": 8,
                  "docker_version": "20.10.21"
                }
                """),
        ],
    };
}
