using System.CommandLine;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands;

/// <summary><c>apply</c>: makes applications what files say.</summary>
internal static class ApplyCommand
{
    public static Command Create(Shell shell)
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "A file or folder of specifications, JSON or YAML; - for standard input", HelpName = "FILE", Required = true,
        };
        var diff = new Option<bool>("--diff") { Description = "Only show what would change and why; exit code 1 if something would" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would change and why" };
        var noStart = new Option<bool>("--no-start") { Description = "Only register them" };
        var command = new Command("apply", "Create, change and start applications, and wait until they are healthy")
        {
            file, diff, dryRun, noStart, shell.Output,
        };
        var wait = new WaitOptions(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var documents = await InputFiles.ReadAsync(session.Around, session.Get(file)!, cancellationToken);
            RefuseWhatIsNoApp(documents);
            var isRehearsal = session.Get(diff) || session.Get(dryRun);
            var applied = new List<AppliedApp>();
            CommandFailure? first = null;
            foreach (var document in documents)
            {
                var applying = new Applying(session, document);
                try
                {
                    applied.Add(isRehearsal
                        ? await applying.CompareAsync(cancellationToken)
                        : await applying.ApplyAsync(!session.Get(noStart), wait.Waits(session), wait.Seconds(session), cancellationToken));
                }
                catch (CommandFailure failure) when (documents.Count > 1 && failure.ExitCode != ExitCodes.Unreachable)
                {
                    // The others have nothing to do with it.
                    first ??= failure;
                    applied.Add(new AppliedApp(applying.Name, document.Text("metadata", "namespace"), "failed", 0)
                    {
                        Lines = [failure.Message, .. failure.Lines],
                    });
                    await FailureText.WriteAsync(session.Around, session.Persona, failure);
                    continue;
                }

                await ShowAsync(session, applied[^1]);
            }

            if (session.IsJson)
            {
                await session.PrintAsync(JsonText.Of(writer =>
                {
                    writer.WriteStartArray();
                    applied.ForEach(a => a.Write(writer));
                    writer.WriteEndArray();
                }));
            }

            return first?.ExitCode ?? (session.Get(diff) && applied.Any(a => a.Lines.Count > 0) ? ExitCodes.Failure : ExitCodes.Success);
        });
    }

    private static async Task ShowAsync(Session session, AppliedApp app)
    {
        if (session.IsJson)
        {
            return;
        }

        await session.PrintAsync(app.Text);
        foreach (var line in app.Lines)
        {
            await session.PrintAsync($"  {PlainText.Of(line)}");
        }
    }

    /// <summary>All of them before anything is sent.</summary>
    private static void RefuseWhatIsNoApp(IReadOnlyList<InputDocument> documents)
    {
        string[] faults =
        [
            .. documents.Where(d => d.Text("kind") is { } kind && kind != "App").Select(d => $"{d.Source}: kind: must be App"),
            .. documents.Where(d => d.Text("metadata", "name") is null).Select(d => $"{d.Source}: metadata.name: is required"),
            .. documents.GroupBy(d => (d.Text("metadata", "namespace") ?? "default", d.Text("metadata", "name")))
                .Where(g => g.Count() > 1 && g.Key.Item2 is not null)
                .Select(g => $"{string.Join(" and ", g.Select(d => d.Source))}: metadata.name: '{g.Key.Item2}' is there twice"),
        ];
        if (faults.Length > 0)
        {
            throw new CommandFailure(ExitCodes.Usage, "Nothing was applied", "mend the files; manifests with deployments: are for 'ring apply'")
            {
                Lines = faults,
            };
        }
    }
}
