using System.CommandLine;
using System.Globalization;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;
using Orchestry.Contracts;

namespace Orchestry.Cli.Commands;

/// <summary><c>delete</c>: removes an application and all that belongs to it.</summary>
internal static class DeleteCommand
{
    public static Command Create(Shell shell)
    {
        var force = new Option<bool>("--force", "-f") { Description = "Do not ask, and kill its containers at once" };
        var keep = new Option<bool>("--keep-data") { Description = "Keep its volumes" };
        var command = new Command("delete", "Remove an application with its containers and volumes") { force, keep, shell.Output };
        var target = new AppTarget(command);
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var name = target.Name(session)!;
            if (!session.Get(force))
            {
                await Question.ConfirmAsync(session, $"Remove {name}{(session.Get(keep) ? "" : ", its volumes included")}?", "-f", cancellationToken);
            }

            var path = target.Path(session, "", ("force", Query.Flag(session.Get(force))), ("keep_data", Query.Flag(session.Get(keep))));
            try
            {
                var reply = await session.Client.SendAsync(ApiRequest.Set(HttpMethod.Delete, path) with { Deadline = DownCommand.LongestDrain },
                    cancellationToken);
                var removed = reply.Read(ContractsJson.Wire.AppRemovedReply);
                await session.PrintAsync(session.IsJson
                    ? JsonText.Of(reply.Json())
                    : string.Create(CultureInfo.InvariantCulture,
                        $"{name}: removed with {Figures.Count(removed.ContainersRemoved, "container")} and {Figures.Count(removed.VolumesRemoved, "volume")}"));
            }
            catch (ApiRefusal gone) when (gone.Code == ErrorCodes.AppNotFound && session.Client.MayHaveBeenDone)
            {
                await session.PrintAsync(session.IsJson ? "{}" : $"{name}: removed");
            }

            return ExitCodes.Success;
        });
    }
}
