using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Cli.Streams;
using Orchestry.Contracts;
using Orchestry.Contracts.Metrics;

namespace Orchestry.Cli.Commands;

/// <summary><c>metrics</c>: figures of an application, or of the system.</summary>
internal static class MetricsCommand
{
    /// <summary>The system's figures have no stream; they are new every collection interval.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static Command Create(Shell shell)
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Go on with figures as they are measured" };
        var history = new Option<int?>("--history") { Description = "That many of the past [10]", HelpName = "N" };
        var interval = new Option<string?>("--interval") { Description = "Time between those: 5m, 1h, 1d", HelpName = "TIME" };
        var command = new Command("metrics", "Show an application's figures; without one, those of the host and of all applications")
        {
            watch, history, interval, shell.Output,
        };
        var target = new AppTarget(command, isRequired: false);
        return shell.Runs(command, (session, cancellationToken) => (target.Name(session), session.Get(watch)) switch
        {
            (null, false) => SystemAsync(session, cancellationToken),
            (null, true) => WatchSystemAsync(session, cancellationToken),
            (_, false) => session.ShowAsync(
                target.Path(session, "/metrics", ("history", Query.Number(session.Get(history))), ("interval", session.Get(interval))),
                ContractsJson.Wire.AppMetricsReply, reply => PrintAsync(session, reply), cancellationToken),
            _ => WatchAsync(session, target.Path(session, "/metrics/stream"), cancellationToken),
        });
    }

    private static Task PrintAsync(Session session, AppMetricsReply reply)
    {
        var table = new TextTable("TIME", "CPU", "MEMORY", "REQUESTS/S", "P95", "CONNECTIONS", "HEALTHY");
        foreach (var past in reply.History)
        {
            table.Add(
                Figures.Moment(past.Timestamp), Figures.Number(past.CpuPercent, "%"), Figures.Number(past.MemoryPercent, "%"), Figures.Number(past.Rps),
                Figures.Number(past.LatencyP95Ms, "ms"), null, null);
        }

        var now = reply.Current;
        table.Add(
            Figures.Moment(reply.Timestamp), Figures.Number(now.CpuPercent, "%"), Figures.Number(now.MemoryPercent, "%"), Figures.Number(now.Rps),
            Figures.Number(now.LatencyP95Ms, "ms"), Figures.Whole(now.ActiveConnections),
                string.Create(CultureInfo.InvariantCulture, $"{now.HealthyReplicas}/{now.TotalReplicas}"));
        return table.WriteAsync(session.Around);
    }

    private static async Task<int> WatchAsync(Session session, string path, CancellationToken cancellationToken)
    {
        if (!session.IsJson)
        {
            await session.PrintAsync($"{"TIME",-20}  {"CPU",7}  {"MEMORY",7}  {"REQ/S",8}  {"P95",9}  {"CONN",5}  HEALTHY");
        }

        await foreach (var message in new StreamFollower(session.Client, session.Around).ReadAsync(path, _ => path, cancellationToken))
        {
            if (session.IsJson)
            {
                await session.PrintAsync(message.Data);
            }
            else if (message.Type is null)
            {
                var now = JsonSerializer.Deserialize(message.Data, ContractsJson.Wire.MetricsMessage)!;
                await session.PrintAsync(
                    $"{Figures.Moment(now.Timestamp),-20}  {Figures.Number(now.CpuPercent, "%"),7}  {Figures.Number(now.MemoryPercent, "%"),7}  "
                    + $"{Figures.Number(now.Rps),8}  "
                    + $"{Figures.Number(now.LatencyP95Ms, "ms"),9}  {Figures.Whole(now.ActiveConnections),5}  "
                    + $"{Figures.Whole(now.HealthyReplicas)}/{Figures.Whole(now.TotalReplicas)}");
            }

            await session.Around.Out.FlushAsync(cancellationToken);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> WatchSystemAsync(Session session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reply = await session.Client.SendAsync(ApiRequest.Get("/api/v1/metrics"), cancellationToken);
            if (session.IsJson)
            {
                await session.PrintAsync(JsonText.Line(reply.Json()));
            }
            else
            {
                await PrintAsync(session, reply.Read(ContractsJson.Wire.SystemMetricsReply));
                await session.PrintAsync("");
            }

            await session.Around.Out.FlushAsync(cancellationToken);
            await Task.Delay(Interval, session.Around.Time, cancellationToken);
        }
    }

    private static Task<int> SystemAsync(Session session, CancellationToken cancellationToken) =>
        session.ShowAsync("/api/v1/metrics", ContractsJson.Wire.SystemMetricsReply, reply => PrintAsync(session, reply), cancellationToken);

    private static async Task PrintAsync(Session session, SystemMetricsReply reply)
    {
        var (host, network) = (reply.System, reply.Network);
        await session.PrintAsync(
            $"host      cpu {Figures.Number(host.CpuPercent, "%")}, memory {Figures.Number(host.MemoryUsedGb)} of {Figures.Number(host.MemoryTotalGb, " GB")}, "
            + $"disk {Figures.Number(host.DiskUsedGb)} of {Figures.Number(host.DiskTotalGb, " GB")}, "
            + $"{Figures.Whole(host.ContainersRunning)} of {Figures.Whole(host.ContainersTotal)} containers run");
        await session.PrintAsync(
            $"requests  {Figures.Number(network.RequestsPerSecond)}/s, {Figures.Whole(network.TotalRequests)} in all, "
            + $"{Figures.Number(network.ErrorRatePercent, "%")} failed, "
            + $"{Figures.Number(network.AvgResponseTimeMs, " ms")} on average");
        if (reply.Applications.Count > 0)
        {
            await session.PrintAsync("");
            var table = new TextTable("NAME", "CPU", "MEMORY", "REPLICAS", "REQUESTS/S");
            foreach (var app in reply.Applications)
            {
                table.Add(app.Name, Figures.Number(app.CpuPercent, "%"), Figures.Number(app.MemoryMb, "MB"), Figures.Whole(app.Replicas),
                    Figures.Number(app.Rps));
            }

            await table.WriteAsync(session.Around);
        }
    }
}
