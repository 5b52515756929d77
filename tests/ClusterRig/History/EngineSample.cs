using System.Globalization;

namespace Orchestry.ClusterRig.History;

/// <summary>The cluster's containers as the engine listed them at one moment.</summary>
/// <param name="Began">When the engine was asked.</param>
/// <param name="Ended">When it had answered.</param>
/// <param name="Containers">All of them, running or not.</param>
internal sealed record EngineSample(DateTimeOffset Began, DateTimeOffset Ended, IReadOnlyList<ContainerSeen> Containers);

/// <summary>A container of the cluster, by its labels.</summary>
internal sealed record ContainerSeen(string Id, string Name, bool IsRunning, string App, int Slot, int Attempt, int SpecRevision, long Term)
{
    public static ContainerSeen Of(EngineContainer container)
    {
        int Number(string label) => container.Labels.TryGetValue(label, out var text)
            && int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : -1;
        return new(
            container.Id,
            container.Name,
            container.State == "running",
            container.Labels.GetValueOrDefault("orchestry.app", ""),
            Number("orchestry.replica"),
            Number("orchestry.attempt"),
            Number("orchestry.revision"),
            Number("orchestry.term"));
    }

    public override string ToString() => $"{Name} ({Id[..Math.Min(12, Id.Length)]}, {(IsRunning ? "running" : "not running")}, made in term {Term})";
}
