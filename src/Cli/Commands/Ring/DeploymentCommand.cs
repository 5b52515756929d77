using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Health;
using Orchestry.Contracts.Metrics;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>deployment</c>: what runs.</summary>
internal static class DeploymentCommand
{
    public static Command Create(Shell shell) => new("deployment", "Look at deployments, and delete them")
    {
        List(shell), Inspect(shell), Delete(shell), DeploymentLogsCommand.Create(shell), DeploymentEventsCommand.Create(shell), Metrics(shell),
        HealthChecks(shell),
    };

    private static Command List(Shell shell)
    {
        var spaces = RingResource.Namespaces();
        var statuses = new Option<string[]>("--status", "-s") { Description = "Only those in a state; may be repeated", HelpName = "STATUS" };
        var kind = new Option<string[]>("--type", "--kind") { Description = "Only workers, or only jobs", HelpName = "worker|job" };
        return shell.Runs(new Command("list", "List the deployments") { spaces, statuses, kind, shell.Output }, (session, cancellationToken) =>
            RingResource.ListAsync(
                session,
                Query.Of("/deployments", [
                    .. RingResource.Filter("namespace", session.Get(spaces)), .. RingResource.Filter("status", session.Get(statuses)),
                    .. RingResource.Filter("kind", session.Get(kind))]),
                stateColumn: 9,
                cancellationToken,
                ("ID", d => d.Text("id")), ("CREATED AT", d => d.Moment("created_at")), ("UPDATED AT", d => d.Moment("updated_at")),
                ("NAMESPACE", d => d.Text("namespace")),
                ("NAME", d => d.Text("name")), ("IMAGE", d => d.Text("image")), ("RUNTIME", d => d.Text("runtime")), ("KIND", d => d.Text("kind")),
                ("REPLICAS", d => string.Create(CultureInfo.InvariantCulture, $"{d.GetProperty("instances").GetArrayLength()}/{d.Text("replicas")}")),
                ("STATUS", d => d.Text("status"))));
    }

    private static Command Inspect(Shell shell)
    {
        var id = RingResource.Id("The deployment's id");
        return shell.Runs(new Command("inspect", "Show a deployment whole") { id, shell.Output }, (session, cancellationToken) =>
            session.ShowAsync(RingResource.Path("deployments", session.Get(id)), d => session.PrintAsync(YamlText.Of(d)), cancellationToken));
    }

    private static Command Delete(Shell shell)
    {
        var id = RingResource.Id("The deployment's id");
        // Taken because scripts say it; nothing is asked without it either.
        var force = new Option<bool>("--force") { Description = "Taken for scripts that say it; nothing is asked anyway" };
        return shell.Runs(new Command("delete", "Delete a deployment") { id, force, shell.Output }, (session, cancellationToken) =>
            RingResource.DeleteAsync(session, RingResource.Path("deployments", session.Get(id)), $"Deployment {session.Get(id)}", cancellationToken));
    }

    private static Command Metrics(Shell shell)
    {
        var id = RingResource.Id("The deployment's id");
        return shell.Runs(
            new Command("metrics", "Show a deployment's figures") { id, shell.Output },
            async (session, cancellationToken) => await session.ShowAsync(
                await AppPathAsync(session, session.Get(id), "/metrics", cancellationToken), ContractsJson.Wire.AppMetricsReply,
                reply => PrintAsync(session, reply.Current), cancellationToken));
    }

    private static Command HealthChecks(Shell shell)
    {
        var id = RingResource.Id("The deployment's id");
        return shell.Runs(
            new Command("health-checks", "Show how a deployment's replicas are checked, and what the last checks said") { id, shell.Output },
            async (session, cancellationToken) => await session.ShowAsync(
                await AppPathAsync(session, session.Get(id), "/health", cancellationToken), ContractsJson.Wire.AppHealth,
                health => PrintAsync(session, health), cancellationToken));
    }

    /// <summary>A deployment's path as an application: by its name in its namespace, which is not always its id.</summary>
    private static async Task<string> AppPathAsync(Session session, string id, string rest, CancellationToken cancellationToken)
    {
        var deployment = (await session.Client.SendAsync(ApiRequest.Get(RingResource.Path("deployments", id)), cancellationToken)).Json();
        return AppTarget.Of(deployment.Text("name", id), deployment.Text("namespace", "default"), rest);
    }

    private static Task PrintAsync(Session session, CurrentMetrics now)
    {
        var table = new TextTable("CPU", "MEMORY", "REQUESTS/S", "P95", "CONNECTIONS", "HEALTHY");
        table.Add(
            Figures.Number(now.CpuPercent, "%"), Figures.Number(now.MemoryPercent, "%"), Figures.Number(now.Rps), Figures.Number(now.LatencyP95Ms, "ms"),
            Figures.Whole(now.ActiveConnections), $"{Figures.Whole(now.HealthyReplicas)}/{Figures.Whole(now.TotalReplicas)}");
        return table.WriteAsync(session.Around);
    }

    private static async Task PrintAsync(Session session, AppHealth health)
    {
        await session.PrintAsync(
            $"{health.AppName}: {Tint.State(health.OverallHealth, session.Around)}, "
            + $"{Figures.Whole(health.HealthyReplicas)} of {Figures.Whole(health.TotalReplicas)} healthy");
        if (health.HealthCheckConfig is { } check)
        {
            await session.PrintAsync(
                $"checked by {check.Protocol}{(check.Port is { } port ? $" on port {Figures.Whole(port)}" : "")}{(check.Path is { } path ? $" at {path}" : "")} "
                + $"every {Figures.Number(check.PeriodSeconds)} s, "
                + $"at most {Figures.Number(check.TimeoutSeconds)} s, {Figures.Whole(check.FailureThreshold)} failures in a row count");
        }

        var table = new TextTable("REPLICA", "HEALTH", "LAST CHECK", "FAILURES", "TOOK", "LAST ERROR");
        foreach (var container in health.Containers)
        {
            table.Add(
                container.Name, container.Health, Figures.Moment(container.LastCheck), Figures.Whole(container.ConsecutiveFailures),
                Figures.Number(container.ResponseTimeMs, " ms"),
                container.LastError);
        }

        await table.WriteAsync(session.Around, stateColumn: 1);
    }
}
