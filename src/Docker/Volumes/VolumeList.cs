namespace Orchestry.Docker.Volumes;

/// <summary>The answer to <c>GET /volumes</c>.</summary>
internal sealed record VolumeList(List<VolumeList.Volume>? Volumes)
{
    /// <summary>One volume.</summary>
    internal sealed record Volume(string Name);
}
