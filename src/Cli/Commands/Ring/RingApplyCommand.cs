using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>apply</c>: makes namespaces, configs and deployments what a manifest says.</summary>
internal static class RingApplyCommand
{
    private const string DefaultFile = "ring.yaml";

    public static Command Create(Shell shell)
    {
        var file = new Option<string>("--file", "-f")
        {
            Description = "The manifest or a folder of them, YAML or JSON; - for standard input", HelpName = "FILE", DefaultValueFactory = _ => DefaultFile,
        };
        var env = new Option<string?>("--env-file", "-e")
        {
            Description = "KEY=VALUE lines for $VAR and ${VAR} in the manifest, besides the environment", HelpName = "FILE",
        };
        var dryRun = new Option<bool>("--dry-run", "-d") { Description = "Only show what would be sent, without sending it" };
        var verbose = new Option<bool>("--verbose") { Description = "Show every deployment as it is sent, values of secrets hidden" };
        var force = new Option<bool>("--force") { Description = "Deploy again even what is the same, such as a job that has run" };
        var wait = new Option<bool>("--wait") { Description = "Wait until what was deployed runs whole, and jobs have ended" };
        var timeout = WaitOptions.Timeout();
        var command = new Command("apply", "Apply a manifest: namespaces, configs and deployments")
        {
            file, env, dryRun, verbose, force, wait, timeout, shell.Output,
        };
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var manifests = await ReadAsync(session, session.Get(file)!, session.Get(env), cancellationToken);
            var applying = new RingApplying(session, session.Get(force), session.Get(wait) ? TimeSpan.FromSeconds(session.Get(timeout)) : null);
            CommandFailure? first = null;
            foreach (var (kind, name, body) in Steps(manifests))
            {
                if (session.Get(verbose) || (session.Get(dryRun) && session.IsJson))
                {
                    await session.PrintAsync(JsonText.Of(Encoding.UTF8.GetBytes(RingApplying.WithoutSecrets(body).ToJsonString())));
                }

                if (session.Get(dryRun))
                {
                    await session.SayAsync($"Would apply {kind} {name}");
                    continue;
                }

                try
                {
                    await session.PrintAsync(PlainText.Of(await applying.ApplyAsync(kind, name, body, cancellationToken)));
                }
                catch (CommandFailure failure) when (failure.ExitCode != ExitCodes.Unreachable)
                {
                    // The others have nothing to do with it; the first one's code is the command's.
                    first ??= failure;
                    await session.Around.Out.FlushAsync(cancellationToken);
                    await session.SayAsync($"{kind} {name} failed:");
                    await FailureText.WriteAsync(session.Around, session.Persona, failure);
                }
            }

            return first?.ExitCode ?? ExitCodes.Success;
        });
    }

    private static IEnumerable<(string Kind, string Name, JsonObject Body)> Steps(IReadOnlyList<RingManifest> manifests) =>
    [
        // What others stand in, and mount, first.
        .. manifests.SelectMany(m => m.Namespaces).Distinct().Select(n => ("namespace", n, new JsonObject { ["name"] = n })),
        .. manifests.SelectMany(m => m.Configs).Select(c => ("config", c["name"]!.GetValue<string>(), c)),
        .. manifests.SelectMany(m => m.Deployments).Select(d => ("deployment", d["name"]?.ToString() ?? "", d)),
    ];

    private static async Task<IReadOnlyList<RingManifest>> ReadAsync(Session session, string file, string? envFile, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(session.Around.Variables(), StringComparer.Ordinal);
        if (envFile is not null)
        {
            foreach (var (name, value) in EnvFile.Parse(await InputFiles.TextAsync(session.Around, envFile, cancellationToken), envFile))
            {
                values[name] = value;
            }
        }

        var variables = new Variables(values);
        var documents = await InputFiles.ReadAsync(session.Around, file, cancellationToken, variables.Fill);
        return variables.Missing.Count == 0
            ? [.. documents.Select(RingManifest.Of)]
            : throw new CommandFailure(
                ExitCodes.Usage, "Variables of the manifest are not set",
                    "set them, name them in --env-file, or write $$ for a dollar sign that the container is to see")
            {
                Lines = [.. variables.Missing],
            };
    }
}
