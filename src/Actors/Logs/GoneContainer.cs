using Orchestry.Core.Engine;

namespace Orchestry.Actors.Logs;

/// <summary>What it means to who reads a log that the engine knows the container no more.</summary>
internal static class GoneContainer
{
    /// <summary>Whether the container is removed, or being removed, which the engine calls a conflict: what was read is what there is.</summary>
    public static bool IsOfGoneContainer(this EngineException error) =>
        error.Fault.Kind is EngineFaultKind.NotFound or EngineFaultKind.Conflict;
}
