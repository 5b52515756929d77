namespace Orchestry.Cli.Diagnosis;

/// <summary>The controller's executable.</summary>
internal static class ControllerProgram
{
    private const string Name = "orchestryd";

    /// <summary>Beside this executable, else on the PATH; null: nowhere.</summary>
    public static string? Find(Surroundings around) =>
        (around.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Prepend(around.ProgramFolder)
            .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);
}
