using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Cluster;

namespace Orchestry.Cli.Commands;

/// <summary><c>cluster</c>: the controllers and who of them leads.</summary>
internal static class ClusterCommand
{
    public static Command Create(Shell shell) => new("cluster", "Show the controllers")
    {
        shell.Runs(new Command("status", "Show every controller, and who leads until when") { shell.Output }, (session, cancellationToken) =>
            session.ShowAsync("/cluster/status", ContractsJson.Wire.ClusterStatus, status => PrintAsync(session, status), cancellationToken)),
        shell.Runs(new Command("leader", "Show who leads") { shell.Output }, LeaderAsync),
        shell.Runs(new Command("health", "Show whether the cluster takes writes; exit code 1 when it does not") { shell.Output }, HealthAsync),
    };

    private static async Task PrintAsync(Session session, ClusterStatus status)
    {
        await session.PrintAsync(
            $"{status.NodeId} answers: {status.State}, term {Figures.Whole(status.Term)}, {Figures.Whole(status.ClusterSize)} healthy, "
            + $"leader {status.LeaderId ?? "not known"}");
        if (status.Lease is { } lease)
        {
            await session.PrintAsync($"lease until {Figures.Moment(lease.ExpiresAt)}, in office since {Figures.Moment(lease.AcquiredAt)}, API {lease.ApiUrl}");
        }

        await session.PrintAsync("");
        var table = new TextTable("NODE", "HOST", "STATE", "HEALTHY", "LAST SIGN OF LIFE");
        foreach (var node in status.Nodes)
        {
            table.Add(node.NodeId, node.Hostname, node.State, node.IsHealthy ? "yes" : "no", Figures.Moment(node.LastHeartbeat));
        }

        await table.WriteAsync(session.Around, stateColumn: 2);
    }

    /// <summary>That nobody leads is an answer here, not something to wait out.</summary>
    private static async Task<int> LeaderAsync(Session session, CancellationToken cancellationToken)
    {
        var reply = await session.Client.SendAsync(ApiRequest.Get("/cluster/leader") with { WaitsForLeader = false }, cancellationToken);
        var leader = reply.Read(ContractsJson.Wire.ClusterLeader);
        await session.PrintAsync(session.IsJson
            ? JsonText.Of(reply.Json())
            : $"{leader.LeaderId} on {leader.Hostname}, term {Figures.Whole(leader.Term)}, API {leader.ApiUrl}");
        return ExitCodes.Success;
    }

    private static async Task<int> HealthAsync(Session session, CancellationToken cancellationToken)
    {
        var reply = await session.Client.SendAsync(ApiRequest.Get("/cluster/health"), cancellationToken);
        var health = reply.Json();
        var status = health.Text("status");
        await session.PrintAsync(session.IsJson
            ? JsonText.Of(reply.Json())
            : health.Text("clustering") == "disabled"
                ? $"{Tint.State(status, session.Around)}: a single controller, version {health.Text("version")}"
                : $"{Tint.State(status, session.Around)}: {health.Text("node_id")} is {(health.Text("state") == "leader" ? "the leader" : $"a {health.Text("state")} of {health.Text("leader_id", "nobody")}")}, "
                    + $"{health.Text("cluster_size")} controllers are healthy, version {health.Text("version")}");
        return status == "healthy" ? ExitCodes.Success : ExitCodes.Failure;
    }
}
