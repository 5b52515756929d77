using Orchestry.Core.Engine;

namespace Orchestry.Actors.Engine;

/// <summary>What was last learnt of the engine: written by the engine watch, read by anyone, each value whole.</summary>
public sealed class EngineHost
{
    private volatile EngineInfo? _info;
    private volatile EngineFault? _fault;

    /// <summary>The engine and its host's size; null before the first answer.</summary>
    public EngineInfo? Info => _info;

    /// <summary>Why the engine can't be watched right now; null while it can.</summary>
    public EngineFault? Fault => _fault;

    internal void Learn(EngineInfo info) => _info = info;

    internal void IsAway(EngineFault fault) => _fault = fault;

    internal void IsBack() => _fault = null;
}
