namespace Orchestry.Testing.Engine;

/// <summary>The operations of the engine port, as the fake's journal names them.</summary>
public enum EngineCall
{
    Info,
    Create,
    Upload,
    Start,
    Stop,
    Kill,
    Remove,
    Inspect,
    List,
    InspectImage,
    Pull,
    RemoveImage,
    Build,
    EnsureNetwork,
    RemoveNetwork,
    EnsureVolume,
    ListVolumes,
    RemoveVolume,
    Exec,
    Watch,
    Logs,
    Stats,
    WatchStats,
}

/// <summary>One call the fake received.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Argument">The name of the container, image, network or volume; empty when there is none.</param>
/// <param name="At">When, by the fake's time provider.</param>
public sealed record RecordedCall(EngineCall Operation, string Argument, DateTimeOffset At);
