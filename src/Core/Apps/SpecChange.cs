namespace Orchestry.Core.Apps;

/// <summary>What a changed specification asks of the containers that run.</summary>
public static class SpecChange
{
    /// <summary>
    /// Whether the change needs new containers. A container keeps its image, command, environment, limits, volumes, labels and ports for its
    /// life; how many there are and how they are probed changes around it.
    /// </summary>
    public static bool NeedsReplacement(AppSpec from, AppSpec to) =>
        from.Image != to.Image
        // What ran for ever has not run once, nor the other way round.
        || (from.Type == WorkloadType.Job) != (to.Type == WorkloadType.Job)
        || from.WorkingDir != to.WorkingDir
        || from.Resources != to.Resources
        || !from.Command.SequenceEqual(to.Command, StringComparer.Ordinal)
        || !from.Args.SequenceEqual(to.Args, StringComparer.Ordinal)
        // The order counts: the first HTTP port takes the traffic, and is what instance.port tells the container.
        || !from.Ports.SequenceEqual(to.Ports)
        // Names, mount paths and keys are unique, so their order means nothing.
        || !from.Environment.ToHashSet().SetEquals(to.Environment)
        || !from.Volumes.ToHashSet().SetEquals(to.Volumes)
        || !from.Labels.ToHashSet().SetEquals(to.Labels)
        || !from.ContainerLabels.ToHashSet().SetEquals(to.ContainerLabels);
}
