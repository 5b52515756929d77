using System.CommandLine;
using System.Globalization;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;

namespace Orchestry.Cli.Commands;

/// <summary><c>status</c>: how one application does, or all.</summary>
internal static class StatusCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("status", "Show how an application does, replica by replica; without one, all of them") { shell.Output };
        var target = new AppTarget(command, isRequired: false);
        return shell.Runs(command, (session, cancellationToken) => target.Name(session) is null
            ? ListCommand.ShowAsync(session, null, target.Namespace(session) ?? "*", cancellationToken)
            : session.ShowAsync(target.Path(session), ContractsJson.Wire.AppDetail, app => PrintAsync(session, app), cancellationToken));
    }

    private static async Task PrintAsync(Session session, AppDetail app)
    {
        var around = session.Around;
        var now = around.Time.GetUtcNow();
        var (replicas, metrics) = (app.Replicas, app.Metrics);
        await session.PrintAsync($"{app.Name}: {Tint.State(app.Status, around)}{(app.StatusReason is { } why ? $" ({PlainText.Of(why)})" : "")}");
        await session.PrintAsync(string.Create(
            CultureInfo.InvariantCulture, $"  replicas  {replicas.Current} running, {replicas.Healthy} healthy, {replicas.Desired} wanted"));
        await session.PrintAsync(
            $"  load      cpu {Figures.Number(metrics.CpuPercent, "%")}, memory {Figures.Number(metrics.MemoryPercent, "%")}, "
            + $"{Figures.Number(metrics.Rps)} requests/s, "
            + $"p95 {Figures.Number(metrics.LatencyP95Ms, " ms")}, {Figures.Whole(metrics.ActiveConnections)} connections");
        await session.PrintAsync(
            $"  since     created {Figures.Age(app.CreatedAt, now)} ago, changed {Figures.Age(app.UpdatedAt, now)} ago"
            + (app.LastScaledAt is { } scaled ? $", scaled {Figures.Age(scaled, now)} ago" : ""));
        if (app.Containers.Count == 0)
        {
            return;
        }

        await session.PrintAsync("");
        var table = new TextTable("REPLICA", "HEALTH", "STATUS", "CONTAINER", "ADDRESS", "AGE");
        foreach (var container in app.Containers)
        {
            table.Add(
                container.Name, container.Health, container.Status, container.Id,
                container.Ip is null ? null : container.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{container.Ip}:{port}") : container.Ip,
                Figures.Age(container.StartedAt, now));
        }

        await table.WriteAsync(around, stateColumn: 1);
    }
}
