namespace Orchestry.Core.Engine;

/// <summary>Something the engine told while being watched.</summary>
public abstract record EngineEvent
{
    private EngineEvent()
    {
    }

    /// <summary>The stream stands (again). Look at the containers: events may have been missed before this.</summary>
    public sealed record Connected : EngineEvent;

    /// <summary>The stream broke or could not be made; it is being tried again.</summary>
    public sealed record Disconnected(EngineFault Fault) : EngineEvent;

    /// <summary>The container's main process started.</summary>
    public sealed record Started(ContainerId Id, string Name, IReadOnlyDictionary<string, string> Labels, DateTimeOffset At) : EngineEvent;

    /// <summary>The container's main process ended. <paramref name="ExitCode"/> is 128 + n for a death by signal n.</summary>
    public sealed record Died(ContainerId Id, string Name, IReadOnlyDictionary<string, string> Labels, int ExitCode, DateTimeOffset At)
        : EngineEvent;

    /// <summary>The kernel killed a process of the container for lack of memory. A <see cref="Died"/> follows when it was the main one.</summary>
    public sealed record OutOfMemory(ContainerId Id, string Name, IReadOnlyDictionary<string, string> Labels, DateTimeOffset At) : EngineEvent;

    /// <summary>The container was removed.</summary>
    public sealed record Removed(ContainerId Id, string Name, IReadOnlyDictionary<string, string> Labels, DateTimeOffset At) : EngineEvent;
}
