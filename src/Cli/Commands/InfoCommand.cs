using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Config;
using Orchestry.Contracts.Health;

namespace Orchestry.Cli.Commands;

/// <summary><c>info</c>: the controller, what it stands on, and how it is set.</summary>
internal static class InfoCommand
{
    public static Command Create(Shell shell) =>
        shell.Runs(new Command("info", "Show the controller, what it stands on and how it is set") { shell.Output }, async (session, cancellationToken) =>
        {
            var health = await session.Client.SendAsync(ApiRequest.Get("/health"), cancellationToken);
            var config = await session.Client.SendAsync(ApiRequest.Get("/api/v1/config"), cancellationToken);
            if (session.IsJson)
            {
                await session.PrintAsync(JsonText.Of(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("endpoint", session.Connection.Endpoints[0].OriginalString);
                    writer.WritePropertyName("health");
                    health.Json().WriteTo(writer);
                    writer.WritePropertyName("config");
                    config.Json().WriteTo(writer);
                    writer.WriteEndObject();
                }));
            }
            else
            {
                await PrintAsync(session, health.Read(ContractsJson.Wire.SystemHealthReply), config.Read(ContractsJson.Wire.ConfigBody));
            }

            return ExitCodes.Success;
        });

    private static async Task PrintAsync(Session session, SystemHealthReply health, ConfigBody config)
    {
        var (parts, apps) = (health.Components, health.Applications);
        await session.PrintAsync(
            $"controller    {session.Connection.Endpoints[0].OriginalString} (context {session.Connection.ContextName}), version {health.Version}");
        await session.PrintAsync(
            $"status        {Tint.State(health.Status, session.Around)}, "
            + $"up for {Figures.Age(health.Timestamp - TimeSpan.FromSeconds(health.UptimeSeconds), health.Timestamp)}");
        await session.PrintAsync(
            $"database      {parts.Database.Status}, {Figures.Number(parts.Database.ResponseTimeMs, " ms")}, "
            + $"{config.Database.Name} on {config.Database.Host ?? "this machine"}{Because(parts.Database.Error)}");
        await session.PrintAsync(
            $"engine        {parts.Docker.Status}, {Figures.Whole(parts.Docker.ContainersRunning)} containers run{Because(parts.Docker.Error)}");
        await session.PrintAsync(
            $"ingress       {parts.Nginx.Status}, {Figures.Whole(parts.Nginx.ConfigsActive)} applications routed{Because(parts.Nginx.Error)}");
        await session.PrintAsync(
            $"applications  {Figures.Whole(apps.Total)}: {Figures.Whole(apps.Running)} running, "
            + $"{Figures.Whole(apps.Stopped)} stopped, {Figures.Whole(apps.Error)} in error");
        await session.PrintAsync(
            $"scaling       every {Figures.Whole(config.Scaling.DefaultCheckInterval)} s, "
            + $"cooldown {Figures.Whole(config.Scaling.DefaultCooldown)} s, {Figures.Whole(config.Scaling.MaxConcurrentScales)} at a time");
        await session.PrintAsync(
            $"health        every {Figures.Whole(config.Health.DefaultCheckInterval)} s, "
            + $"time-out {Figures.Whole(config.Health.DefaultTimeout)} s, {Figures.Whole(config.Health.DefaultFailureThreshold)} failures");
    }

    private static string Because(string? error) => error is null ? "" : $": {PlainText.Of(error)}";
}
