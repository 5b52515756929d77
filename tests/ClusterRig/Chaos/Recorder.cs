using System.Collections.Concurrent;
using Orchestry.ClusterRig.History;

namespace Orchestry.ClusterRig.Chaos;

/// <summary>Collects what is seen of a cluster while it is under way. Any thread may add to it.</summary>
internal sealed class Recorder
{
    public ConcurrentQueue<Operation> Operations { get; } = [];

    public ConcurrentQueue<ReadSeen> Reads { get; } = [];

    public ConcurrentQueue<EngineSample> Engine { get; } = [];

    public ConcurrentQueue<OfficeSeen> Offices { get; } = [];

    public ConcurrentQueue<Disturbance> Disturbances { get; } = [];

    public ConcurrentQueue<Freeze> Freezes { get; } = [];

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
