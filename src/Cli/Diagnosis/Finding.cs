namespace Orchestry.Cli.Diagnosis;

/// <summary>What a check found.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="State"><c>ok</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Message">What is so.</param>
/// <param name="Remedy">The command or setting that mends it; null: nothing is to mend.</param>
internal sealed record Finding(string Check, string State, string Message, string? Remedy)
{
    public bool IsFailure => State == "fail";

    public static Finding Ok(string check, string message) => new(check, "ok", message, null);

    public static Finding Warn(string check, string message, string remedy) => new(check, "warn", message, remedy);

    public static Finding Fail(string check, string message, string remedy) => new(check, "fail", message, remedy);
}
