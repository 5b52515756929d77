namespace Orchestry.Cli;

/// <summary>The executable <c>orchestry</c>, which is <c>ring</c> where it is started under that name.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var around = Surroundings.OfProcess();
        try
        {
            return await CommandLine.RunAsync(around, Persona.Of(Environment.GetCommandLineArgs()[0]), args);
        }
        finally
        {
            await FlushAsync(around.Out);
        }
    }

    private static async Task FlushAsync(TextWriter writer)
    {
        try
        {
            await writer.FlushAsync();
        }
        catch (IOException)
        {
            // Whoever read it has gone, as `head` does.
        }
    }
}
