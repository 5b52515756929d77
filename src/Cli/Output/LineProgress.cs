namespace Orchestry.Cli.Output;

/// <summary>A line on standard error whenever something has changed: for pipes, logs of builds, and terminals that must not move.</summary>
internal sealed class LineProgress(Surroundings around) : IReplicaProgress
{
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

    public async Task ShowAsync(string app, IReadOnlyList<ReplicaPicture> replicas)
    {
        foreach (var replica in replicas.Where(r => _said.GetValueOrDefault(r.Name) != r.Words))
        {
            _said[replica.Name] = replica.Words;
            await around.Error.WriteLineAsync($"{app}: {PlainText.Of(replica.Name)} {PlainText.Of(replica.Words)}");
        }
    }
}
