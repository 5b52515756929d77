using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Scaling;

namespace Orchestry.Cli.Commands;

/// <summary><c>policy</c>: shows how an application is scaled, or changes it.</summary>
internal static class PolicyCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Option<string?>("--file", "-f")
        {
            Description = "The change as JSON or YAML with the API's names, schedules included; - for standard input", HelpName = "FILE",
        };
        var command = new Command("policy", "Show how an application is scaled; with options, change that") { file, shell.Output };
        var (target, policy) = (new AppTarget(command), new PolicyOptions(command));
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var path = target.Path(session, "/scaling");
            var change = policy.Change(session);
            if (session.Get(file) is { } name)
            {
                if (change is not null)
                {
                    throw CommandFailure.Usage("--file holds the whole change", "put the other options into the file");
                }

                var documents = await InputFiles.ReadAsync(session.Around, name, cancellationToken);
                await SendAsync(session, ApiRequest.Set(HttpMethod.Put, path) with { Body = documents[0].Json }, cancellationToken);
            }
            else if (change is not null)
            {
                await SendAsync(session, ApiRequest.Set(HttpMethod.Put, path) with { Body = Body(change) }, cancellationToken);
            }
            else
            {
                return await session.ShowAsync(path, ContractsJson.Wire.AppScaling, scaling => PrintAsync(session, scaling), cancellationToken);
            }

            return ExitCodes.Success;
        });
    }

    /// <summary>The change without what was not named.</summary>
    public static byte[] Body(ScalingPolicyChange change) =>
        JsonText.Body(writer => JsonText.WithoutNulls(writer, change, ContractsJson.Wire.ScalingPolicyChange));

    private static async Task SendAsync(Session session, ApiRequest request, CancellationToken cancellationToken)
    {
        var reply = await session.Client.SendAsync(request, cancellationToken);
        if (session.IsJson)
        {
            await session.PrintAsync(JsonText.Of(reply.Json()));
            return;
        }

        var changed = reply.Read(ContractsJson.Wire.ScalingChangedReply);
        var (before, after) = (Rows(changed.PreviousMode, changed.PreviousPolicy), Rows(changed.NewMode, changed.NewPolicy));
        var differing = before.Zip(after).Where(pair => pair.First.Value != pair.Second.Value).ToArray();
        foreach (var (old, next) in differing)
        {
            await session.PrintAsync($"{changed.AppName}: {old.Name} {old.Value} -> {next.Value}");
        }

        if (differing.Length == 0)
        {
            await session.PrintAsync($"{changed.AppName}: unchanged");
        }
    }

    private static async Task PrintAsync(Session session, AppScaling scaling)
    {
        var table = new TextTable("POLICY", "VALUE");
        foreach (var (name, value) in Rows(scaling.Mode, scaling.Policy))
        {
            table.Add(name, value);
        }

        table.Add("source", scaling.Source);
        await table.WriteAsync(session.Around);
        if (scaling.LastScalingEvent is { } last)
        {
            await session.PrintAsync("");
            await session.PrintAsync(
                $"Last changed {Figures.Moment(last.Timestamp)} from {Figures.Whole(last.FromReplicas)} to {Figures.Whole(last.ToReplicas)}: "
                + PlainText.Of(last.Reason));
        }
    }

    private static IReadOnlyList<(string Name, string Value)> Rows(string mode, ScalingPolicyBody policy) =>
    [
        ("mode", mode),
        ("min_replicas", Figures.Whole(policy.MinReplicas)),
        ("max_replicas", Figures.Whole(policy.MaxReplicas)),
        ("target_rps_per_replica", Figures.Whole(policy.TargetRpsPerReplica)),
        ("max_p95_latency_ms", Figures.Whole(policy.MaxP95LatencyMs)),
        ("max_cpu_percent", Figures.Number(policy.MaxCpuPercent)),
        ("max_memory_percent", Figures.Number(policy.MaxMemoryPercent)),
        ("max_conn_per_replica", Figures.Whole(policy.MaxConnPerReplica)),
        ("scale_out_threshold_pct", Figures.Whole(policy.ScaleOutThresholdPct)),
        ("scale_in_threshold_pct", Figures.Whole(policy.ScaleInThresholdPct)),
        ("window_seconds", Figures.Whole(policy.WindowSeconds)),
        ("cooldown_seconds", Figures.Whole(policy.CooldownSeconds)),
        ("max_scale_out_step", Figures.Whole(policy.MaxScaleOutStep)),
        ("max_scale_in_step", Figures.Whole(policy.MaxScaleInStep)),
        ("stabilization_window_seconds", Figures.Whole(policy.StabilizationWindowSeconds)),
        ("scale_to_zero_after_seconds", Figures.Whole(policy.ScaleToZeroAfterSeconds)),
        ("schedules", policy.Schedules.Count == 0 ? "none" : string.Join("; ", policy.Schedules.Select(Schedule))),
    ];

    private static string Schedule(ScheduleBody schedule) =>
        $"{schedule.Name ?? "schedule"}: {schedule.Cron} for {Figures.Whole(schedule.DurationSeconds)} s ({schedule.TimeZone}), "
        + $"{Figures.Whole(schedule.MinReplicas)} to {Figures.Whole(schedule.MaxReplicas)}";
}
