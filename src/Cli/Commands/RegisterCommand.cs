using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;
using Orchestry.Contracts;

namespace Orchestry.Cli.Commands;

/// <summary><c>register</c>: hands a specification to the controller.</summary>
internal static class RegisterCommand
{
    private const int Created = 201;

    public static Command Create(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "The specification, JSON or YAML; - for standard input" };
        var command = new Command("register", "Register an application, or a changed specification, without starting it") { file, shell.Output };
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var documents = await InputFiles.ReadAsync(session.Around, session.Get(file), cancellationToken);
            if (documents.Count > 1)
            {
                throw CommandFailure.Usage("register takes one document", $"'{session.Persona.Command} apply -f' takes any number");
            }

            var (reply, outcome) = await SendAsync(session, documents[0], cancellationToken);
            await (session.IsJson ? session.PrintAsync(JsonText.Of(reply.Json())) : session.PrintAsync($"{documents[0].Text("metadata", "name")}: {outcome}"));
            return ExitCodes.Success;
        });
    }

    /// <summary>Registers it. What says that it is there already means yes where an earlier attempt may have done it.</summary>
    /// <returns>The answer, and what became of it in one word.</returns>
    /// <exception cref="ApiRefusal">It was refused, or is registered with this very specification.</exception>
    public static Task<(ApiReply Reply, string Outcome)> SendAsync(Session session, InputDocument document, CancellationToken cancellationToken) =>
        SendAsync(session, document, "/api/v1/apps/register", cancellationToken);

    /// <summary>Asks whether the controller would take it.</summary>
    /// <exception cref="CommandFailure">It would not.</exception>
    public static Task RehearseAsync(Session session, InputDocument document, CancellationToken cancellationToken) =>
        SendAsync(session, document, "/api/v1/apps/register?dry_run=true", cancellationToken);

    private static async Task<(ApiReply Reply, string Outcome)> SendAsync(
        Session session, InputDocument document, string target, CancellationToken cancellationToken)
    {
        var request = ApiRequest.Set(HttpMethod.Post, target) with { Body = document.Json };
        try
        {
            var reply = await session.Client.SendAsync(request, cancellationToken);
            return (reply, reply.Status == Created ? "registered" : "changed");
        }
        catch (ApiRefusal refusal) when (refusal.Code == ErrorCodes.AppAlreadyExists && session.Client.MayHaveBeenDone)
        {
            return (new ApiReply(Created, "{}"u8.ToArray(), null), "registered");
        }
        catch (ApiRefusal refusal) when (refusal.ExitCode == ExitCodes.Usage)
        {
            throw new CommandFailure(refusal.ExitCode, $"{document.Source}: {refusal.Message}", "mend it there", refusal) { Lines = refusal.Lines };
        }
    }
}
