namespace Orchestry.Cli.Commands;

/// <summary>Ring's verbs.</summary>
internal static class RingVerbs
{
    public static IReadOnlyList<Verb> All { get; } = [];
}
