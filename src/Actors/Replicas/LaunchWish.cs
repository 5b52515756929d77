using Orchestry.Core.Engine;

namespace Orchestry.Actors.Replicas;

/// <summary>What a launch is to bring about.</summary>
/// <param name="Name">The container's name.</param>
/// <param name="Container">The container; null where something that it needs is missing, so that it can only be found.</param>
/// <param name="VolumeLabels">Labels of the named volumes it mounts, should they have to be created.</param>
/// <param name="MayExist">Whether an earlier try may have created it.</param>
/// <param name="IsWanted">Whether it may be created and started, or only found.</param>
/// <param name="MayBeMade">Whether it may be created where it is not found.</param>
/// <param name="MustPull">Whether its image is to be pulled before it is made.</param>
internal sealed record LaunchWish(
    string Name,
    ContainerSpec? Container,
    IReadOnlyDictionary<string, string> VolumeLabels,
    bool MayExist,
    bool IsWanted,
    bool MayBeMade,
    bool MustPull)
{
    /// <summary>Names the container only: what it gets may be secret.</summary>
    public override string ToString() => Name;
}
