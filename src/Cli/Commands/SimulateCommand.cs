using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Scaling;

namespace Orchestry.Cli.Commands;

/// <summary><c>simulate</c>: what another policy would have done.</summary>
internal static class SimulateCommand
{
    public static Command Create(Shell shell)
    {
        var period = new Option<string?>("--period") { Description = "The load of that long until now [1h]", HelpName = "TIME" };
        var from = new Option<string?>("--from") { Description = "The begin of the load, instead of its length", HelpName = "WHEN" };
        var to = new Option<string?>("--to") { Description = "Its end [now]", HelpName = "WHEN" };
        var replicas = new Option<int?>("--replicas") { Description = "Replicas at the start", HelpName = "N" };
        var check = new Option<int?>("--check-interval") { Description = "Seconds between two decisions", HelpName = "N" };
        var ready = new Option<int?>("--ready-after") { Description = "Seconds until a new replica is healthy [10]", HelpName = "N" };
        var series = new Option<string?>("--series")
        {
            Description = "Samples to replay instead, as a JSON or YAML list; - for standard input", HelpName = "FILE",
        };
        var command = new Command("simulate", "Tell what another scaling policy would have done with the load there was; nothing is changed")
        {
            period, from, to, replicas, check, ready, series, shell.Output,
        };
        var (target, policy) = (new AppTarget(command), new PolicyOptions(command));
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var asked = new SimulateRequest
            {
                Period = session.Get(period), From = session.Get(from), To = session.Get(to), Replicas = session.Get(replicas),
                CheckIntervalSeconds = session.Get(check), ReadyAfterSeconds = session.Get(ready),
            };
            var samples = session.Get(series) is { } file ? (await InputFiles.ReadAsync(session.Around, file, cancellationToken))[0].Json : null;
            var request = ApiRequest.Set(HttpMethod.Post,
                target.Path(session, "/scaling/simulate")) with { Body = Body(asked, policy.Change(session), samples) };
            var reply = await session.Client.SendAsync(request, cancellationToken);
            await (session.IsJson ? session.PrintAsync(JsonText.Of(reply.Json())) : PrintAsync(session, reply.Read(ContractsJson.Wire.SimulationReply)));
            return ExitCodes.Success;
        });
    }

    private static byte[] Body(SimulateRequest request, ScalingPolicyChange? change, byte[]? series) => JsonText.Body(writer =>
    {
        writer.WriteStartObject();
        foreach (var property in JsonSerializer.SerializeToElement(request, ContractsJson.Wire.SimulateRequest).EnumerateObject().Where(p =>
            p.Value.ValueKind != JsonValueKind.Null))
        {
            property.WriteTo(writer);
        }

        if (change is not null)
        {
            writer.WritePropertyName("policy");
            writer.WriteRawValue(PolicyCommand.Body(change));
        }

        if (series is not null)
        {
            writer.WritePropertyName("series");
            writer.WriteRawValue(series);
        }

        writer.WriteEndObject();
    });

    private static string Sources(string source) => source == "series" ? "samples of the series" : source;

    private static async Task PrintAsync(Session session, SimulationReply reply)
    {
        await session.PrintAsync(
            $"{reply.AppName}: {Figures.Whole(reply.Samples)} {Sources(reply.Source)} from {Figures.Moment(reply.From)} to {Figures.Moment(reply.To)}, "
            + $"beginning with {Figures.Count(reply.InitialReplicas, "replica")}");
        await session.PrintAsync("");
        var table = new TextTable("POLICY", "REPLICA-MINUTES", "BREACHES", "FLAPS", "PEAK", "AT THE END", "DECISIONS");
        Add(table, "in force", reply.Current);
        Add(table, "proposed", reply.Proposed);
        var difference = reply.Difference;
        table.Add("difference", Signed(difference.ReplicaMinutes), Signed(difference.Breaches), Signed(difference.Flaps), null, null, null);
        await table.WriteAsync(session.Around);
        foreach (var change in reply.Proposed.Line)
        {
            await session.PrintAsync(
                $"{Figures.Moment(change.Timestamp)}  {Figures.Whole(change.FromReplicas)} -> {Figures.Whole(change.ToReplicas)}  {PlainText.Of(change.Reason)}");
        }
    }

    private static void Add(TextTable table, string name, SimulationRun run) => table.Add(
        name, Figures.Number(run.ReplicaMinutes), Figures.Whole(run.Breaches), Figures.Whole(run.Flaps), Figures.Whole(run.PeakReplicas),
        Figures.Whole(run.FinalReplicas), Figures.Whole(run.Decisions));

    private static string Signed(double value) => value > 0 ? $"+{Figures.Number(value)}" : Figures.Number(value);
}
