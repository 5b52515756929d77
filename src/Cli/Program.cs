namespace Orchestry.Cli;

/// <summary>The executable <c>orchestry</c>, which is <c>ring</c> where it is started under that name.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var around = Surroundings.OfProcess();
        try
        {
            return await CommandLine.RunAsync(around, Persona.Of(NameStartedUnder()), args);
        }
        finally
        {
            await FlushAsync(around.Out);
        }
    }

    /// <summary>The name as it was typed: the runtime only tells the file, and a link has another name than what it points to.</summary>
    private static string NameStartedUnder()
    {
        try
        {
            return File.ReadAllText("/proc/self/cmdline").Split('\0')[0];
        }
        catch (IOException)
        {
            return Environment.GetCommandLineArgs()[0];
        }
    }

    private static async Task FlushAsync(TextWriter writer)
    {
        try
        {
            await writer.FlushAsync();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // That was told already, or whoever read it has gone, as `head` does.
        }
    }
}
