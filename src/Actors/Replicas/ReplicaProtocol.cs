using Orchestry.Actors.Ingress;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

/// <summary>What a replica's actor is told, and what it tells its supervisor.</summary>
internal static class ReplicaProtocol
{
    /// <summary>Take no more traffic, stop the container, remove it. Again with <paramref name="Force"/>: don't wait any longer.</summary>
    /// <param name="Drain">How long requests under way may take to end before the container is told to stop.</param>
    /// <param name="Grace">Time between SIGTERM and SIGKILL.</param>
    /// <param name="Force">Kill at once.</param>
    public sealed record Retire(TimeSpan Drain, TimeSpan Grace, bool Force);

    /// <summary>It is committed, and so in the routes of every node that has seen this revision, that the replica gets no more traffic.</summary>
    public sealed record Unrouted(long Revision);

    /// <summary>Told to the supervisor: how the replica's last requests ended.</summary>
    public sealed record Drained(DrainReport Report);

    /// <summary>Remove the dead container.</summary>
    public sealed record Clear;

    /// <summary>Earlier failures are forgiven: whoever waits for its back-off tries now.</summary>
    public sealed record Hurry(ReplicaRecord Record);

    /// <summary>The specification changed in a way that needs no new container.</summary>
    public sealed record UseSpec(AppSpec Spec, ReplicaRecord Record);

    /// <summary>The engine told that the container's process ended.</summary>
    public sealed record ContainerDied(ContainerId Container, int ExitCode);

    /// <summary>The engine told that the kernel killed a process of the container for lack of memory.</summary>
    public sealed record ContainerOutOfMemory(ContainerId Container);

    /// <summary>The engine told that the container was removed.</summary>
    public sealed record ContainerRemoved(ContainerId Container);

    /// <summary>A full look at the engine showed the container, or no longer shows it.</summary>
    public sealed record ContainerListed(ContainerSnapshot? Container, DateTimeOffset AskedAt);

    /// <summary>Probe now and answer with a <see cref="CheckAnswer"/>.</summary>
    public sealed record Check;

    /// <summary>What a probe by request found; null when there is nothing to probe.</summary>
    public sealed record CheckAnswer(bool? Passed);

    /// <summary>The replica has changed.</summary>
    /// <param name="Snapshot">As it is now.</param>
    /// <param name="ReadyFor">How long it had been ready when it failed.</param>
    /// <param name="Failure">Why it ended unasked.</param>
    /// <param name="IsTransition">False when only the figures of a probe are new.</param>
    /// <param name="IsAdopted">Whether its container was found running instead of being started.</param>
    /// <param name="IsJob">Whether it runs once, to its end.</param>
    public sealed record Changed(
        ReplicaSnapshot Snapshot, TimeSpan ReadyFor, ReplicaFailure? Failure, bool IsTransition, bool IsAdopted, bool IsJob);

    /// <summary>A check that is to stop the application fails; told with every failed probe until it does stop.</summary>
    public sealed record MustStop(ReplicaId Replica, ReplicaFailure Cause);

    /// <summary>A check that only alerts has begun to fail, or, with <paramref name="Cause"/> null, has ceased to.</summary>
    public sealed record Alerted(ReplicaId Replica, ReplicaFailure? Cause);

    internal sealed record Launch;

    internal sealed record LaunchFinished(LaunchOutcome Outcome);

    internal sealed record Look;

    internal sealed record Looked(EngineResult<ContainerSnapshot> Found);

    internal sealed record ProbeDue(int Check);

    internal sealed record ProbeFinished(int Check, int Round, ProbeOutcome Outcome);

    internal sealed record DrainFinished(int Round, DrainReport? Report, string? Error);

    internal sealed record LeaveAgain;

    internal sealed record LeaveFinished(int Round, EngineFault? Fault);
}
