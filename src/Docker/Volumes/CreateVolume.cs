namespace Orchestry.Docker.Volumes;

/// <summary>The body of <c>POST /volumes/create</c>.</summary>
internal sealed record CreateVolume(string Name, IReadOnlyDictionary<string, string> Labels)
{
    public string Driver { get; init; } = "local";
}
