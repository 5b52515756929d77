using Orchestry.Core.Engine;

namespace Orchestry.Actors.Replicas;

/// <summary>What became of a launch.</summary>
internal abstract record LaunchOutcome
{
    /// <summary>Its main process runs; <paramref name="WasFound"/> when it did so before.</summary>
    public sealed record Running(ContainerSnapshot Container, bool WasFound = false) : LaunchOutcome;

    /// <summary>It ran and has ended already.</summary>
    public sealed record Ended(ContainerSnapshot Container) : LaunchOutcome;

    /// <summary>Nothing of it is left, and nothing of it is wanted.</summary>
    public sealed record Gone : LaunchOutcome;

    /// <summary>The image has to be pulled first.</summary>
    public sealed record ImageMissing(EngineFault Fault) : LaunchOutcome;

    /// <summary>The image is to be pulled first, be it there or not.</summary>
    public sealed record PullFirst : LaunchOutcome;

    /// <summary>Something that its specification names is missing; <paramref name="Container"/> was made when it was not, and never started.</summary>
    public sealed record Lacking(ContainerSnapshot? Container) : LaunchOutcome;

    /// <summary>The engine would not; trying the same again changes nothing.</summary>
    public sealed record Refused(EngineFault Fault) : LaunchOutcome;

    /// <summary>
    /// The engine did not answer, or can't do it right now: look again later. <paramref name="MayHaveBegun"/> when it was asked to start it.
    /// </summary>
    public sealed record Unknown(EngineFault Fault, bool MayHaveBegun = false) : LaunchOutcome;

    /// <summary>It was called off while it waited for its turn; the engine was not asked for anything.</summary>
    public sealed record CalledOff : LaunchOutcome;
}
