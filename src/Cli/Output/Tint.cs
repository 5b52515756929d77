namespace Orchestry.Cli.Output;

/// <summary>Colour, where a person looks at it.</summary>
internal static class Tint
{
    private const string Reset = "\e[0m";

    /// <summary>A word that tells a state, on standard output.</summary>
    public static string State(string word, Surroundings around) => around is { IsOutTerminal: true, IsColourful: true } && Code(word) is { } code
        ? $"{code}{word}{Reset}"
        : word;

    /// <summary>A failure, on standard error.</summary>
    public static string Error(string text, Surroundings around) =>
        around is { IsErrorTerminal: true, IsColourful: true } ? $"\e[31m{text}{Reset}" : text;

    private static string? Code(string word) => word switch
    {
        "running" or "healthy" or "completed" or "leader" or "ok" or "UP" or "active" => "\e[32m",
        "starting" or "creating" or "stopping" or "degraded" or "warning" or "warn" => "\e[33m",
        "error" or "unhealthy" or "failed" or "exited" or "fail" or "revoked" or "expired" => "\e[31m",
        "stopped" or "disabled" or "deleted" or "follower" => "\e[2m",
        _ when word.EndsWith("_back_off", StringComparison.Ordinal) || word.EndsWith("_error", StringComparison.Ordinal) => "\e[31m",
        _ => null,
    };
}
