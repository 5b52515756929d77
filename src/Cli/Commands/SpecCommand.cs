using System.CommandLine;
using System.Text;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands;

/// <summary><c>spec</c>: what was registered.</summary>
internal static class SpecCommand
{
    public static Command Create(Shell shell)
    {
        var raw = new Option<bool>("--raw") { Description = "The document byte for byte as the controller gives it" };
        var command = new Command("spec", "Show an application's specification, as YAML or JSON") { raw, shell.Output };
        var target = new AppTarget(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var reply = await session.Client.SendAsync(ApiRequest.Get(target.Path(session, "/spec")), cancellationToken);
            await session.PrintAsync(
                session.Get(raw) ? Encoding.UTF8.GetString(reply.Body) : session.IsJson ? JsonText.Of(reply.Json()) : YamlText.Of(reply.Json()));
            return ExitCodes.Success;
        });
    }
}
