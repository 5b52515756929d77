using Orchestry.Core.Engine;

namespace Orchestry.Core.Replicas;

/// <summary>One attempt of a replica as it is known at one moment.</summary>
public sealed record ReplicaSnapshot
{
    /// <summary>Which replica and attempt it is.</summary>
    public required ReplicaId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required ReplicaPhase Phase { get; init; }

    /// <summary>Its container; null before it was created.</summary>
    public ContainerId? Container { get; init; }

    /// <summary>The container's IPv4 address on the application network; null before it is started.</summary>
    public string? Address { get; init; }

    /// <summary>The port that takes the traffic; null without ports.</summary>
    public int? Port { get; init; }

    /// <summary>Revision of the specification it was made from, 1 for the first.</summary>
    public required int SpecRevision { get; init; }

    /// <summary>When its container started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was last probed.</summary>
    public DateTimeOffset? LastCheck { get; init; }

    /// <summary>Probes failed in a row.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>How long the last successful probe took, in milliseconds.</summary>
    public double? ResponseTimeMs { get; init; }

    /// <summary>What the last failed probe, start or pull said; null when all is well.</summary>
    public string? LastError { get; init; }

    /// <summary>How often this slot has been replaced after a failure in a row, up to this attempt.</summary>
    public int Restarts { get; init; }

    /// <summary>Since when it has been ready without a break; null while it is not.</summary>
    public DateTimeOffset? ReadySince { get; init; }

    /// <summary>Why it ended or is to be replaced, or, while it is not ready yet, why the one before it was; null when all is well.</summary>
    public ReplicaFailure? Failure { get; init; }

    /// <summary>The restarts to show at a time: those of before it was well for a while are forgiven.</summary>
    public int RestartsAt(DateTimeOffset now) => RestartPolicy.Shown(Restarts, ReadySince is { } since ? now - since : TimeSpan.Zero);

    /// <summary>Whether its container has begun to run, be it over by now: it may have written something.</summary>
    public bool HasBegun => Container is not null && Phase >= ReplicaPhase.Starting;

    /// <summary>Whether its container runs and is not leaving.</summary>
    public bool IsRunning => Phase is ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready;
}
