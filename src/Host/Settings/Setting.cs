namespace Orchestry.Host.Settings;

/// <summary>One setting: how it is written in the environment, on the command line and in <c>cluster.hocon</c>, and what it means.</summary>
/// <param name="Name">Name in the environment, such as <c>ORCHESTRY_PORT</c>; the one used in messages.</param>
/// <param name="Option">Name on the command line, such as <c>--port</c>; null: not there.</param>
/// <param name="Path">Path in <c>cluster.hocon</c>, such as <c>orchestry:port</c>; null: only in the environment, which is not written down.</param>
/// <param name="Default">Value when nobody sets it, as it would be written; empty: none.</param>
/// <param name="Meaning">One line for the help, with its unit and bounds.</param>
/// <param name="IsSecret">Whether its value must not appear in any message.</param>
public sealed record Setting(string Name, string? Option, string? Path, string Default, string Meaning, bool IsSecret = false);
