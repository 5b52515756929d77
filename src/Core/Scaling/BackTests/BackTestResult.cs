using System.Collections.Immutable;

namespace Orchestry.Core.Scaling.BackTests;

/// <summary>A change of the number of replicas in a back-test.</summary>
/// <param name="At">When.</param>
/// <param name="From">Replicas before.</param>
/// <param name="To">Replicas after.</param>
/// <param name="Trigger">What it was about.</param>
/// <param name="Reason">Why, with the figures of the model.</param>
public sealed record BackTestChange(DateTimeOffset At, int From, int To, string Trigger, string Reason);

/// <summary>What a policy would have done.</summary>
public sealed record BackTestResult
{
    /// <summary>The first sample's time.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The last sample's time.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Replicas at the start.</summary>
    public required int InitialReplicas { get; init; }

    /// <summary>Replicas at the end.</summary>
    public required int FinalReplicas { get; init; }

    /// <summary>The most replicas at any time.</summary>
    public required int PeakReplicas { get; init; }

    /// <summary>The line of replicas: every change, oldest first.</summary>
    public required ImmutableArray<BackTestChange> Changes { get; init; }

    /// <summary>Replicas wanted, summed up over the time.</summary>
    public required double ReplicaMinutes { get; init; }

    /// <summary>How many samples, recorded load on the replicas of the model, were above 100% of some target, or met no healthy replica.</summary>
    public required int Breaches { get; init; }

    /// <summary>How many samples there were.</summary>
    public required int Samples { get; init; }

    /// <summary>How many changes reversed the one before within <see cref="BackTestOptions.FlapWithin"/>; those to bring replicas inside their bounds do not count.</summary>
    public required int Flaps { get; init; }

    /// <summary>How many decisions were made.</summary>
    public required int Decisions { get; init; }
}

/// <summary>Two policies over the same samples.</summary>
/// <param name="Current">What the policy in force would have done, by the same model.</param>
/// <param name="Proposed">What the other one would have done.</param>
public sealed record BackTestComparison(BackTestResult Current, BackTestResult Proposed)
{
    /// <summary>Replica-minutes more (or, negative, fewer) than with the policy in force.</summary>
    public double ReplicaMinutesMore => Proposed.ReplicaMinutes - Current.ReplicaMinutes;

    /// <summary>Breaches more, or fewer.</summary>
    public int BreachesMore => Proposed.Breaches - Current.Breaches;

    /// <summary>Flaps more, or fewer.</summary>
    public int FlapsMore => Proposed.Flaps - Current.Flaps;
}
