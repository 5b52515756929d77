namespace Orchestry.Cli.Contexts;

/// <summary>Which controllers are meant, and how to prove who asks.</summary>
/// <param name="ContextName">The context it comes from; what a login is kept under.</param>
/// <param name="Endpoints">Addresses of the controllers, at least one.</param>
/// <param name="Token">The bearer token; null: none.</param>
internal sealed record Connection(string ContextName, IReadOnlyList<Uri> Endpoints, string? Token)
{
    /// <summary>Who says so, for people.</summary>
    public string Origin { get; private init; } = "";

    /// <summary>The context where nothing names one.</summary>
    public const string DefaultContext = "default";

    /// <summary>The first of: the address of the command line, that of the environment, the named context, the current one, the default.</summary>
    public static Connection Resolve(Surroundings around, Persona persona, ContextFolder folder, string? contextName, string? url)
    {
        var name = contextName ?? NullIfEmpty(around.Variable(persona.ContextVariable));
        // An address of the command line goes with a context's token only if that context is named too: a token must not go to a mistyped address.
        var address = url ?? (contextName is null ? NullIfEmpty(around.Variable(persona.UrlVariable)) : null);
        var token = NullIfEmpty(around.Variable(persona.TokenVariable));
        if (address is not null)
        {
            var endpoint = ContextAddress.Parse(address);
            var isKnown = folder.Find(name) is { } known ? known.Endpoints.Contains(endpoint) : endpoint == persona.DefaultUrl;
            var saved = contextName is not null || isKnown ? folder.Token(name ?? folder.CurrentName) : null;
            return new Connection(name ?? folder.CurrentName, [endpoint], token ?? saved)
            {
                Origin = url is not null ? "as --url says" : $"as {persona.UrlVariable} says",
            };
        }

        var context = folder.Find(name);
        if (context is null && name is not null and not DefaultContext)
        {
            throw new CommandFailure(
                ExitCodes.NotFound, $"There is no context '{name}' in {folder.ConfigFile}",
                persona.IsRing ? $"add it there; '{persona.Command} context' shows those there are"
                    : $"'{persona.Command} config --context {name} --url URL' adds it");
        }

        return new Connection(
            context?.Name ?? DefaultContext, context?.Endpoints ?? [persona.DefaultUrl], token ?? folder.Token(context?.Name ?? DefaultContext))
        {
            Origin = context is null ? "since nothing names another" : $"as context '{context.Name}' says",
        };
    }

    /// <summary>Not the token: a record would print it.</summary>
    public override string ToString() => $"{ContextName} ({string.Join(", ", Endpoints)})";

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
