using System.CommandLine;
using Orchestry.Cli.Diagnosis;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands;

/// <summary><c>doctor</c>: what is wrong, and what mends it.</summary>
internal static class DoctorCommand
{
    public static Command Create(Shell shell) => shell.Runs(
        new Command("doctor", "Look whether all is well, and tell what mends what is not; exit code 1 if something fails") { shell.Output },
        async (session, cancellationToken) =>
        {
            var findings = new List<Finding> { MachineChecks.Contexts(session) };
            if (!findings[0].IsFailure)
            {
                findings.Add(MachineChecks.Tokens(session.Contexts));
                var controller = await ControllerChecks.RunAsync(session, cancellationToken);
                findings.AddRange(controller);
                if (controller[0].IsFailure)
                {
                    findings.Add(await MachineChecks.EngineAsync(session.Around, cancellationToken));
                    findings.Add(MachineChecks.Port(session.Connection.Endpoints[0]));
                    findings.Add(MachineChecks.Program(session.Around));
                }
            }

            await (session.IsJson ? session.PrintAsync(Json(findings)) : PrintAsync(session, findings));
            return findings.Any(f => f.IsFailure) ? ExitCodes.Failure : ExitCodes.Success;
        });

    private static async Task PrintAsync(Session session, List<Finding> findings)
    {
        var width = findings.Max(f => f.Check.Length);
        foreach (var finding in findings)
        {
            await session.PrintAsync(
                $"{Tint.State(finding.State, session.Around)}{new string(' ', 4 - finding.State.Length)}  "
                + $"{finding.Check.PadRight(width)}  {PlainText.Of(finding.Message)}");
            if (finding.Remedy is { Length: > 0 } remedy)
            {
                await session.PrintAsync($"{new string(' ', width + 8)}-> {PlainText.Of(remedy)}");
            }
        }
    }

    private static string Json(List<Finding> findings) => JsonText.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("check", finding.Check);
            writer.WriteString("state", finding.State);
            writer.WriteString("message", finding.Message);
            writer.WriteString("remedy", finding.Remedy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
