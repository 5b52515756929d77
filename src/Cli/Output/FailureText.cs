namespace Orchestry.Cli.Output;

/// <summary>How a failure is told: what, each broken rule, and what to do next.</summary>
internal static class FailureText
{
    public static async Task WriteAsync(Surroundings around, Persona persona, CommandFailure failure)
    {
        await around.Error.WriteLineAsync(Tint.Error($"{persona.Command}: {PlainText.Of(failure.Message)}", around));
        foreach (var line in failure.Lines)
        {
            await around.Error.WriteLineAsync($"  {PlainText.Of(line)}");
        }

        if (failure.Advice is { } advice)
        {
            await around.Error.WriteLineAsync($"  next: {PlainText.Of(advice)}");
        }
    }
}
