namespace Orchestry.Core.Engine;

/// <summary>What went wrong at the container engine, as far as a decision depends on it.</summary>
public enum EngineFaultKind
{
    /// <summary>No engine answers at the configured address, or the connection broke before the answer was complete.</summary>
    Unreachable,

    /// <summary>The engine did not answer within the call's deadline. Whether it acted is unknown.</summary>
    Timeout,

    /// <summary>The engine speaks no API version that we speak.</summary>
    IncompatibleVersion,

    /// <summary>The engine refused our identity (TLS client certificate, socket permissions).</summary>
    AccessDenied,

    /// <summary>The image is neither on the engine nor at its registry.</summary>
    ImageNotFound,

    /// <summary>The registry could not be reached, or refused the credentials.</summary>
    RegistryUnavailable,

    /// <summary>The container, network or volume named in the call does not exist.</summary>
    NotFound,

    /// <summary>A name is taken, or the object's state forbids the call (removing a running container).</summary>
    Conflict,

    /// <summary>The host lacks memory, processors, disk or addresses.</summary>
    InsufficientResources,

    /// <summary>A port of the host that was asked for is somebody else's.</summary>
    PortTaken,

    /// <summary>The container was created but its command can't run: no such file, not executable, bad mount.</summary>
    CannotStart,

    /// <summary>The engine found our request malformed: a bug of ours or a value that only the engine can judge.</summary>
    InvalidRequest,

    /// <summary>Any other failure inside the engine.</summary>
    EngineFailure,
}

/// <summary>A failed engine call: what happened, in the engine's words, and what a person can do about it.</summary>
/// <param name="Kind">The cause, as far as a decision depends on it.</param>
/// <param name="Message">One sentence, with the engine's own message where there is one. Holds no credentials.</param>
/// <param name="Advice">What a person can do next; empty when there is nothing sensible to say.</param>
public sealed record EngineFault(EngineFaultKind Kind, string Message, string Advice = "")
{
    /// <summary>True when the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Kind is EngineFaultKind.Unreachable or EngineFaultKind.Timeout or EngineFaultKind.RegistryUnavailable
        or EngineFaultKind.InsufficientResources or EngineFaultKind.PortTaken or EngineFaultKind.EngineFailure;

    /// <summary>True when the call may have been carried out although it failed, so that the engine must be asked again.</summary>
    public bool IsOutcomeUnknown => Kind is EngineFaultKind.Unreachable or EngineFaultKind.Timeout or EngineFaultKind.EngineFailure;

    /// <inheritdoc/>
    public override string ToString() => Advice.Length == 0 ? Message : $"{Message} {Advice}";
}

/// <summary>Carries an <see cref="EngineFault"/> out of a stream, where there is no place for a result value.</summary>
public sealed class EngineException(EngineFault fault, Exception? inner = null) : Exception(fault.ToString(), inner)
{
    /// <summary>The failure as a value.</summary>
    public EngineFault Fault { get; } = fault;
}
