using Orchestry.Core.Engine;

namespace Orchestry.Core.Replicas;

/// <summary>Why an attempt came to its end without being asked to.</summary>
public enum FailureKind
{
    /// <summary>Its main process ended.</summary>
    Crashed,

    /// <summary>It failed its probes.</summary>
    Unhealthy,

    /// <summary>Its container disappeared from the engine.</summary>
    Vanished,

    /// <summary>Its image can't be had.</summary>
    ImageUnavailable,

    /// <summary>The host lacks what it needs.</summary>
    InsufficientResources,

    /// <summary>The engine would not create or start it.</summary>
    CannotStart,

    /// <summary>A config or secret that it needs is not there.</summary>
    ConfigMissing,
}

/// <summary>The end of an attempt.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="ExitCode">Exit code of the main process, where it ended.</param>
public sealed record ReplicaFailure(FailureKind Kind, string Message, int? ExitCode = null)
{
    /// <summary>Whether trying again can't help until a person changes something, as far as we know.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool NeedsPerson => Kind is FailureKind.ImageUnavailable or FailureKind.InsufficientResources or FailureKind.CannotStart
        or FailureKind.ConfigMissing;

    /// <summary>The failure behind an engine's refusal to create or start a container.</summary>
    public static ReplicaFailure From(EngineFault fault) => new(
        fault.Kind switch
        {
            EngineFaultKind.ImageNotFound or EngineFaultKind.RegistryUnavailable => FailureKind.ImageUnavailable,
            EngineFaultKind.InsufficientResources => FailureKind.InsufficientResources,
            _ => FailureKind.CannotStart,
        },
        fault.ToString());
}
