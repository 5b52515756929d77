using System.CommandLine;
using System.Text.Json;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary>What commands about Ring's resources have in common.</summary>
internal static class RingResource
{
    /// <summary>The namespaces of a list.</summary>
    public static Option<string[]> Namespaces() => new("--namespace", "-n") { Description = "Only those of a namespace; may be repeated", HelpName = "NAME" };

    /// <summary>The namespace of one thing.</summary>
    public static Option<string?> Namespace() => new("--namespace", "-n") { Description = "Its namespace [default]", HelpName = "NAME" };

    public static Argument<string> Id(string what) => new("ID") { Description = what };

    public static string Path(string collection, string id, string rest = "") => $"/{collection}/{Uri.EscapeDataString(id)}{rest}";

    public static IEnumerable<(string, string?)> Filter(string name, string[]? values) => (values ?? []).Select(v => ($"{name}[]", (string?)v));

    /// <summary>Prints a list as a table: a header and how a cell is made for each column.</summary>
    public static Task<int> ListAsync(
        Session session, string path, int stateColumn, CancellationToken cancellationToken, params (string Header, Func<JsonElement, string> Cell)[] columns) =>
        session.ShowAsync(
            path,
            async list =>
            {
                var table = new TextTable([.. columns.Select(c => c.Header)]);
                foreach (var item in list.Items())
                {
                    table.Add([.. columns.Select(c => c.Cell(item))]);
                }

                await table.WriteAsync(session.Around, stateColumn);
            },
            cancellationToken);

    /// <summary>Creates or changes something, and prints what was answered, or a sentence for people.</summary>
    public static async Task<int> SendAsync(Session session, ApiRequest request, Func<JsonElement, string> sentence, CancellationToken cancellationToken)
    {
        var reply = await session.Client.SendAsync(request, cancellationToken);
        // Some answers have no body: an object stands for it, so that there is JSON where JSON was asked for.
        var json = reply.Body.Length == 0 ? JsonElement.Parse("{}"u8) : reply.Json();
        await session.PrintAsync(session.IsJson ? JsonText.Of(json) : PlainText.Of(sentence(json)));
        return ExitCodes.Success;
    }

    /// <summary>Deletes something. That it is gone means yes where an earlier attempt may have done it.</summary>
    public static async Task<int> DeleteAsync(
        Session session, string path, string what, CancellationToken cancellationToken, string done = "deleted")
    {
        try
        {
            return await SendAsync(session, ApiRequest.Set(HttpMethod.Delete, path), _ => $"{what} {done}", cancellationToken);
        }
        catch (ApiRefusal gone) when (gone.ExitCode == ExitCodes.NotFound && session.Client.MayHaveBeenDone)
        {
            await session.PrintAsync(session.IsJson ? "{}" : $"{what} {done}");
            return ExitCodes.Success;
        }
    }

    /// <summary>A body of texts; those that are null are left out.</summary>
    public static byte[] Body(params (string Name, string? Value)[] fields) => JsonText.Body(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in fields.Where(f => f.Value is not null))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    });
}
