using System.CommandLine;
using Orchestry.Cli.Contexts;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>init</c>: the folder of contexts.</summary>
internal static class InitCommand
{
    public static Command Create(Shell shell) => shell.Runs(
        new Command("init", "Make the folder with config.toml and auth.json; what is there already stays"), async (session, _) =>
        {
            var folder = session.Contexts;
            if (folder.Find(session.ContextName) is null)
            {
                var named = session.Url ?? session.Around.Variable(session.Persona.UrlVariable);
                folder.Save(
                    session.ContextName ?? Connection.DefaultContext,
                    string.IsNullOrEmpty(named) ? session.Persona.DefaultUrl : ContextAddress.Parse(named));
            }

            if (!File.Exists(folder.TokenFile))
            {
                folder.KeepToken(Connection.DefaultContext, null);
            }

            await session.SayAsync(
                $"{folder.Folder} is set up; the database and the first user are made when the server starts: '{session.Persona.Command} server start'.");
            return ExitCodes.Success;
        });
}
