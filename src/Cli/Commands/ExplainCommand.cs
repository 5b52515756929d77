using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;
using Orchestry.Contracts.Scaling;

namespace Orchestry.Cli.Commands;

/// <summary><c>explain</c>: why an application has as many replicas as it has.</summary>
internal static class ExplainCommand
{
    public static Command Create(Shell shell)
    {
        var lines = new Option<int?>("--lines", "-n") { Description = "That many decisions [5]", HelpName = "N" };
        var since = new Option<string?>("--since") { Description = "Only decisions since then: 10m, 1h, a time", HelpName = "WHEN" };
        var command = new Command("explain", "Tell why an application has as many replicas as it has") { lines, since, shell.Output };
        var target = new AppTarget(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var decisions = target.Path(session, "/scaling/decisions", ("limit", Query.Number(session.Get(lines) ?? 5)), ("since", session.Get(since)));
            if (session.IsJson)
            {
                return await session.ShowAsync(decisions, ContractsJson.Wire.ScalingDecisions, _ => Task.CompletedTask, cancellationToken);
            }

            var app = (await session.Client.SendAsync(ApiRequest.Get(target.Path(session)), cancellationToken)).Read(ContractsJson.Wire.AppDetail);
            var scaling = (await session.Client.SendAsync(ApiRequest.Get(target.Path(session, "/scaling")), cancellationToken))
                .Read(ContractsJson.Wire.AppScaling);
            await PrintAsync(session, app, scaling);
            var told = (await session.Client.SendAsync(ApiRequest.Get(decisions), cancellationToken)).Read(ContractsJson.Wire.ScalingDecisions);
            await PrintAsync(session, told);
            return ExitCodes.Success;
        });
    }

    private static async Task PrintAsync(Session session, AppDetail app, AppScaling scaling)
    {
        var (replicas, policy) = (app.Replicas, scaling.Policy);
        await session.PrintAsync(
            $"{app.Name} is {Tint.State(app.Status, session.Around)} with {Figures.Count(replicas.Desired, "replica")} wanted, "
            + $"{Figures.Whole(replicas.Healthy)} healthy"
            + (app.StatusReason is { } why ? $": {PlainText.Of(why)}" : "."));
        await session.PrintAsync(scaling.Mode == "auto"
            ? $"It is scaled automatically between {Figures.Whole(policy.MinReplicas)} and {Figures.Whole(policy.MaxReplicas)} ({scaling.Source})."
            : $"It is scaled by request only (mode {scaling.Mode}).");
        if (scaling.LastScalingEvent is { } last)
        {
            await session.PrintAsync(
                $"Its number last changed {Figures.Moment(last.Timestamp)}, from {Figures.Whole(last.FromReplicas)} to {Figures.Whole(last.ToReplicas)}: "
                + PlainText.Of(last.Reason));
        }
    }

    private static async Task PrintAsync(Session session, ScalingDecisions told)
    {
        foreach (var decision in told.Decisions)
        {
            await session.PrintAsync("");
            await session.PrintAsync(
                $"{Figures.Moment(decision.LastAt)}  {decision.Action} {Figures.Whole(decision.FromReplicas)} -> {Figures.Whole(decision.ToReplicas)}"
                + (decision.Count > 1 ? $" ({Figures.Whole(decision.Count)} times since {Figures.Moment(decision.FirstAt)})" : ""));
            await session.PrintAsync($"  {PlainText.Of(decision.Reason)}");
            foreach (var factor in decision.Factors)
            {
                await session.PrintAsync(factor.Factor is { } known
                    ? $"  {factor.Metric}: {Figures.Number(factor.Observed)} of {Figures.Number(factor.Target)} ({Figures.Number(known * 100, "%")})"
                    : $"  {factor.Metric}: not known{(factor.Missing is { } missing ? $", {PlainText.Of(missing)}" : "")}");
            }

            foreach (var veto in decision.Vetoes)
            {
                await session.PrintAsync($"  held by {veto.Name}: {PlainText.Of(veto.Sentence)}");
            }
        }

        if (told.Decisions.Count == 0)
        {
            await session.SayAsync("The autoscaler has decided nothing about it yet.");
        }
    }
}
