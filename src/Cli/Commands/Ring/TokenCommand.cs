using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>token</c>: API tokens for programs.</summary>
internal static class TokenCommand
{
    private const string KeepIt = "It is shown this once only; keep it where nobody else reads it.";

    public static Command Create(Shell shell) =>
        new("token", "List API tokens, make, rotate and revoke them") { List(shell), Make(shell), Rotate(shell), Revoke(shell) };

    private static Command List(Shell shell) =>
        shell.Runs(new Command("list", "List the API tokens") { shell.Output }, (session, cancellationToken) => RingResource.ListAsync(
        session, "/tokens", 2, cancellationToken,
        ("ID", t => t.Text("id")), ("NAME", t => t.Text("name")), ("STATE", t => State(t, session.Around.Time.GetUtcNow())),
            ("TOKEN", t => t.Text("token_prefix") + "..."),
        ("SCOPES", t => t.Joined("scopes")), ("NAMESPACES", t => t.Joined("namespaces")), ("CREATED AT", t => t.Moment("created_at")),
            ("EXPIRES AT", t => t.Moment("expire_at"))));

    private static string State(JsonElement token, DateTimeOffset now) =>
        token.Text("revoked_at") != "-" ? "revoked"
        : token.TryGetProperty("expire_at", out var expires) && expires.ValueKind == JsonValueKind.String && expires.GetDateTimeOffset() <= now
            ? "expired" : "active";

    private static Command Make(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "What it is for" };
        var scopes = new Option<string[]>("--scope", "-s")
        {
            Description = "What it may do, such as deployments:write; may be repeated", HelpName = "SCOPE", Required = true,
                AllowMultipleArgumentsPerToken = true,
        };
        var spaces = new Option<string[]>("--namespace", "-n") { Description = "Only in a namespace; may be repeated", HelpName = "NAME" };
        var expires = new Option<DateTimeOffset?>("--expires")
        {
            Description = "When it ends, such as 2030-01-31T00:00:00Z; without it never", HelpName = "TIME",
        };
        var command = new Command("create", "Make an API token, and print it: the only time that it is shown") { name, scopes, spaces, expires, shell.Output };
        return shell.Runs(command, async (session, cancellationToken) =>
        {
            var body = JsonText.Body(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("name", session.Get(name));
                WriteList(writer, "scopes", session.Get(scopes));
                if (session.Get(spaces) is { Length: > 0 } named)
                {
                    WriteList(writer, "namespaces", named);
                }

                if (session.Get(expires) is { } end)
                {
                    writer.WriteString("expire_at", Query.Moment(end));
                }

                writer.WriteEndObject();
            });
            return await IssueAsync(session, ApiRequest.Create("/tokens", body), cancellationToken);
        });
    }

    private static Command Rotate(Shell shell)
    {
        var id = RingResource.Id("The token's id");
        return shell.Runs(new Command("rotate", "Give an API token another value, and print it") { id, shell.Output }, (session, cancellationToken) =>
            IssueAsync(session, ApiRequest.Create(RingResource.Path("tokens", session.Get(id), "/rotate"), null), cancellationToken));
    }

    private static Command Revoke(Shell shell)
    {
        var id = RingResource.Id("The token's id");
        return shell.Runs(new Command("revoke", "End an API token") { id, shell.Output }, (session, cancellationToken) =>
            RingResource.DeleteAsync(session, RingResource.Path("tokens", session.Get(id)), $"Token {session.Get(id)}", cancellationToken, "revoked"));
    }

    private static async Task<int> IssueAsync(Session session, ApiRequest request, CancellationToken cancellationToken)
    {
        var code = await RingResource.SendAsync(session, request, t => t.Text("token"), cancellationToken);
        await session.SayAsync(KeepIt);
        return code;
    }

    private static void WriteList(Utf8JsonWriter writer, string name, string[]? texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts ?? [])
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
