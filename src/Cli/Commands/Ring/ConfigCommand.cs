using System.CommandLine;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary><c>config</c>: files for containers.</summary>
internal static class ConfigCommand
{
    public static Command Create(Shell shell) =>
        new("config", "Look at configs, make and change them") { List(shell), Inspect(shell), Make(shell), Update(shell), Delete(shell) };

    private static Command List(Shell shell)
    {
        var spaces = RingResource.Namespaces();
        return shell.Runs(new Command("list", "List the configs") { spaces, shell.Output }, (session, cancellationToken) => RingResource.ListAsync(
            session, Query.Of("/configs", RingResource.Filter("namespace", session.Get(spaces))), -1, cancellationToken,
            ("ID", c => c.Text("id")), ("NAMESPACE", c => c.Text("namespace")), ("NAME", c => c.Text("name"))));
    }

    private static Command Inspect(Shell shell)
    {
        var id = RingResource.Id("The config's id");
        return shell.Runs(new Command("inspect", "Print the text of a config") { id, shell.Output }, (session, cancellationToken) =>
            session.ShowAsync(RingResource.Path("configs", session.Get(id)), c => PrintWholeAsync(session, c.Text("data", "")), cancellationToken));
    }

    /// <summary>The text as it is; only what does not end its last line is given an end.</summary>
    private static Task PrintWholeAsync(Session session, string text) =>
        text.EndsWith('\n') ? session.Around.Out.WriteAsync(text) : session.PrintAsync(text);

    private static Command Make(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Its name" };
        var (space, file) = (RingResource.Namespace(), FromFile());
        return shell.Runs(new Command("create", "Make a config of a file") { name, space, file, shell.Output }, async (session, cancellationToken) =>
        {
            var data = await InputFiles.TextAsync(session.Around, session.Get(file)!, cancellationToken);
            var body = RingResource.Body(("name", session.Get(name)), ("namespace", session.Get(space)), ("data", data));
            return await RingResource.SendAsync(session, ApiRequest.Create("/configs", body), c => $"Config {c.Text("id")} created", cancellationToken);
        });
    }

    private static Command Update(Shell shell)
    {
        var (id, file) = (RingResource.Id("The config's id"), FromFile());
        return shell.Runs(
            new Command("update", "Give a config the text of a file; whatever mounts it is replaced one by one") { id, file, shell.Output },
            async (session, cancellationToken) =>
        {
            var data = await InputFiles.TextAsync(session.Around, session.Get(file)!, cancellationToken);
            var request = ApiRequest.Set(HttpMethod.Put, RingResource.Path("configs", session.Get(id))) with { Body = RingResource.Body(("data", data)) };
            return await RingResource.SendAsync(session, request, _ => $"Config {session.Get(id)} updated", cancellationToken);
        });
    }

    private static Command Delete(Shell shell)
    {
        var id = RingResource.Id("The config's id");
        return shell.Runs(new Command("delete", "Delete a config that nothing mounts") { id, shell.Output }, (session, cancellationToken) =>
            RingResource.DeleteAsync(session, RingResource.Path("configs", session.Get(id)), $"Config {session.Get(id)}", cancellationToken));
    }

    private static Option<string> FromFile() => new("--from-file", "-f") { Description = "The file; - for standard input", HelpName = "FILE", Required = true };
}
