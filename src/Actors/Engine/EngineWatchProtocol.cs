using Orchestry.Core.Engine;

namespace Orchestry.Actors.Engine;

internal static class EngineWatchProtocol
{
    /// <summary>All containers of this cluster as the engine showed them. Containers launched after <paramref name="AskedAt"/> may be missing.</summary>
    public sealed record EngineListed(IReadOnlyList<ContainerSnapshot> Containers, DateTimeOffset AskedAt);

    /// <summary>Look at the engine now.</summary>
    public sealed record Resync;

    internal sealed record Told(EngineEvent Event);

    internal sealed record WatchEnded(Exception? Error);

    internal sealed record ListFailed(EngineFault Fault);

    internal sealed record InfoRead(EngineResult<EngineInfo> Info);
}
