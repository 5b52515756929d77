using System.CommandLine;

namespace Orchestry.Cli.Commands;

/// <summary>The application that a command is about.</summary>
internal sealed class AppTarget
{
    private readonly Argument<string?> _name;
    private readonly Option<string?> _namespace = new("--namespace") { Description = "Its namespace [default]", HelpName = "NAME" };

    public AppTarget(Command command, bool isRequired = true)
    {
        _name = new Argument<string?>("APP")
        {
            Description = isRequired ? "The application" : "The application; without it all of them",
            Arity = isRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
        command.Arguments.Add(_name);
        command.Options.Add(_namespace);
    }

    /// <summary>Its name; null: none was given.</summary>
    public string? Name(Session session) => session.Get(_name);

    public string? Namespace(Session session) => session.Get(_namespace);

    /// <summary>A path below the application, with parameters that have a value.</summary>
    public string Path(Session session, string rest = "", params IEnumerable<(string Name, string? Value)> parameters) =>
        Of(Name(session)!, Namespace(session), rest, parameters);

    /// <summary>The same for any application.</summary>
    public static string Of(string app, string? space, string rest = "", params IEnumerable<(string Name, string? Value)> parameters) =>
        Query.Of($"/api/v1/apps/{Uri.EscapeDataString(app)}{rest}", parameters.Append(("namespace", space)));
}
