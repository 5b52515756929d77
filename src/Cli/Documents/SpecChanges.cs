using System.Text.Json.Nodes;

namespace Orchestry.Cli.Documents;

/// <summary>What a file would change of a registered specification, and what each change asks of the containers.</summary>
internal static class SpecChanges
{
    /// <summary>How the controller shows what it keeps secret.</summary>
    private const string Masked = "\"********\"";

    /// <summary>Differences that mean something. What only the controller can see is not compared.</summary>
    public static IReadOnlyList<JsonDifference> Between(JsonNode registered, JsonNode wanted) =>
        [.. JsonDifference.Between(registered, ShownScaling.Of(wanted)).Where(d => d.From != Masked)];

    /// <summary>A difference in one line; values of the environment and passwords are not for a screen.</summary>
    public static string Line(JsonDifference difference) => IsSecret(difference.Path)
        ? $"{difference.Path}: changed (not shown)"
        : $"{difference.Path}: {difference.From ?? "(not there)"} -> {difference.To ?? "(goes)"}";

    /// <summary>Why the change costs what it costs.</summary>
    public static string Effect(JsonDifference difference) => difference.Path switch
    {
        _ when IsUnder(difference.Path, "scaling") => "the scaling policy changes at once, no container is replaced",
        _ when IsUnder(difference.Path, "healthCheck") || IsUnder(difference.Path, "healthChecks") =>
            "replicas are probed in the new way, no container is replaced",
        _ when IsUnder(difference.Path, "rollout") || IsUnder(difference.Path, "spec.drainSeconds") => "in force from the next replacement on",
        _ when IsUnder(difference.Path, "spec.imagePull") => "counts from the next container on, none is replaced",
        _ when IsUnder(difference.Path, "spec.ingress") => "routes change at once, no container is replaced",
        _ => "a container keeps it for its life, so all are replaced one by one",
    };

    private static bool IsUnder(string path, string parent) =>
        path == parent || path.StartsWith(parent + ".", StringComparison.Ordinal) || path.StartsWith(parent + "[", StringComparison.Ordinal);

    private static bool IsSecret(string path) => IsUnder(path, "spec.environment") || IsUnder(path, "spec.imagePull");
}
