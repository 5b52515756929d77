namespace Orchestry.Cli.Commands;

/// <summary>Orchestry's verbs, in the order of the help.</summary>
internal static class OrchestryVerbs
{
    public static IReadOnlyList<Verb> All { get; } = [];
}
