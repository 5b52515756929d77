using System.Globalization;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Scaling;

/// <summary>
/// Whether the host has what an application asks for. Memory limits are promises that must all fit the host's memory together; processor
/// limits may be oversold, but none may be larger than the host.
/// </summary>
public static class CapacityJudge
{
    /// <summary>Refuses, or null.</summary>
    /// <param name="spec">The application.</param>
    /// <param name="replicas">Replicas it is to have.</param>
    /// <param name="others">All applications; the one itself is left out of the sum.</param>
    /// <param name="engine">The engine's host; null when it is not known: then the engine itself will judge.</param>
    public static Refusal? Judge(AppSpec spec, int replicas, IEnumerable<AppSnapshot> others, EngineInfo? engine)
    {
        if (engine is null || replicas == 0)
        {
            return null;
        }

        if (spec.Resources.NanoCpus > engine.Processors * 1_000_000_000L)
        {
            return new Refusal(
                RefusalKind.InsufficientResources,
                string.Create(CultureInfo.InvariantCulture, $"'{spec.Name}' asks for {spec.Resources.NanoCpus / 1e9:0.###} processors a replica; the host has {engine.Processors}"));
        }

        if (spec.Resources.MemoryBytes == 0)
        {
            return null;
        }

        var promised = Promised(spec, others);
        var wanted = replicas * spec.Resources.MemoryBytes;
        return promised + wanted <= engine.MemoryBytes
            ? null
            : new Refusal(
                RefusalKind.InsufficientResources,
                $"{replicas} x {Mebibytes(spec.Resources.MemoryBytes)} for '{spec.Name}' do not fit: the host has {Mebibytes(engine.MemoryBytes)}, of which {Mebibytes(promised)} are promised to other applications");
    }

    /// <summary>How many replicas there may be, those there are included; null: as many as one likes, or it is not known.</summary>
    public static int? MostReplicas(AppSpec spec, IEnumerable<AppSnapshot> others, EngineInfo? engine)
    {
        if (engine is null)
        {
            return null;
        }

        if (spec.Resources.NanoCpus > engine.Processors * 1_000_000_000L)
        {
            return 0;
        }

        if (spec.Resources.MemoryBytes == 0)
        {
            return null;
        }

        var left = engine.MemoryBytes - Promised(spec, others);
        return (int)Math.Clamp(left / spec.Resources.MemoryBytes, 0, ScalingPolicy.ReplicaCeiling);
    }

    private static long Promised(AppSpec spec, IEnumerable<AppSnapshot> others) =>
        others.Where(o => o.Spec.Name != spec.Name || o.Spec.Namespace != spec.Namespace).Sum(o => o.DesiredReplicas * o.Spec.Resources.MemoryBytes);

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024)} MiB");
}
