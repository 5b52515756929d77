using System.CommandLine;
using System.CommandLine.Help;
using Orchestry.Cli.Commands;
using Orchestry.Cli.Output;

namespace Orchestry.Cli;

/// <summary>Both command lines.</summary>
internal static class CommandLine
{
    /// <summary>After Ctrl-C: on a machine that is short of everything the last lines must still come out.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private const string NoVerb = "Required command was not provided.";

    /// <summary>Runs a command line; whatever goes wrong is said on standard error.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        Surroundings around, Persona persona, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        var parsed = Create(around, persona, arguments).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            // Of a verb that is misspelt also the lack of one is told, which is no help.
            var messages = parsed.Errors.Select(ParseErrorText.Of).Distinct().ToArray();
            foreach (var message in messages.Where(m => messages.Length == 1 || m != NoVerb))
            {
                await around.Error.WriteLineAsync($"{persona.Command}: {message}");
            }

            await around.Error.WriteLineAsync($"  next: {Named(parsed.CommandResult.Command, persona)} --help");
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = around.Out, Error = around.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestEnd,
        };
        try
        {
            var code = await parsed.InvokeAsync(configuration, cancellationToken);
            await around.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (IOException gone) when (gone.HResult == StandardOutput.BrokenPipe)
        {
            // Whoever read the output has seen enough.
            return ExitCodes.Success;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // A full disk, an output that is closed, a folder that nobody may write to.
            await around.Error.WriteLineAsync($"{persona.Command}: {PlainText.Of((failed.InnerException ?? failed).Message)}");
            return ExitCodes.Failure;
        }
    }

    /// <summary>The root command with the verbs that the arguments may mean: to make all of them would take longer than most commands.</summary>
    internal static RootCommand Create(Surroundings around, Persona persona, IReadOnlyList<string> arguments)
    {
        var shell = new Shell(around, persona, new ConnectionOptions(persona));
        var root = new RootCommand(Description(persona));
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction(around.Out);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new NamedHelpAction((HelpAction)help.Action!, persona);
        shell.Connection.AddTo(root);
        var verbs = persona.IsRing ? RingVerbs.All : OrchestryVerbs.All;
        var meant = verbs.Where(v => arguments.Contains(v.Name)).ToArray();
        foreach (var verb in meant.Length > 0 ? meant : verbs)
        {
            root.Subcommands.Add(verb.Create(shell));
        }

        return root;
    }

    private static string Named(Command command, Persona persona)
    {
        var names = new Stack<string>();
        for (var at = command; at is not RootCommand; at = (Command)at.Parents.First(p => p is Command))
        {
            names.Push(at.Name);
        }

        return string.Join(' ', names.Prepend(persona.Command));
    }

    private static string Description(Persona persona) => (persona.IsRing
        ? "Deploys and watches containers over the Ring API."
        : "Runs applications on a container controller, and tells how they do.")
        + $"""


        Data goes to standard output, everything else to standard error. No colour with NO_COLOR or in a pipe.
        The controller is --url, {persona.UrlVariable}, that of --context or {persona.ContextVariable}, that of the current context,
        or {persona.DefaultUrl.OriginalString}.
        {ExitCodes.Help}
        """;
}
