namespace Orchestry.Contracts.Scaling;

/// <summary>Body of <c>POST /api/v1/apps/{app_name}/scaling/simulate</c>.</summary>
public sealed record SimulateRequest
{
    /// <summary>The policy to try, as a change of the one in force; left out: the one in force is tried alone.</summary>
    public ScalingPolicyChange? Policy { get; init; }

    /// <summary>The period that ends now, such as <c>1h</c> or <c>1d</c>; <c>1h</c> where nothing is said.</summary>
    public string? Period { get; init; }

    /// <summary>The begin of the period, instead of its length.</summary>
    public string? From { get; init; }

    /// <summary>Its end; left out: now.</summary>
    public string? To { get; init; }

    /// <summary>Time between two decisions, 1 to 86400; left out: as the controller is set.</summary>
    public int? CheckIntervalSeconds { get; init; }

    /// <summary>How long a new replica takes to become healthy, 0 to 3600. Default 10.</summary>
    public int? ReadyAfterSeconds { get; init; }

    /// <summary>Replicas at the start, 0 to 100; left out: those that ran then.</summary>
    public int? Replicas { get; init; }

    /// <summary>Samples to replay instead of recorded ones, oldest first, at most 10000.</summary>
    public IReadOnlyList<SeriesPoint>? Series { get; init; }
}

/// <summary>A sample of an uploaded series. What is left out was not measured.</summary>
public sealed record SeriesPoint
{
    /// <summary>The end of its interval; each later than the one before.</summary>
    public required string Timestamp { get; init; }

    /// <summary>Processor use, percent.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Memory use, percent.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Requests per second of all replicas together.</summary>
    public double? Rps { get; init; }

    /// <summary>95th percentile of latency, milliseconds.</summary>
    public double? LatencyP95Ms { get; init; }

    /// <summary>Connections in use of all replicas together.</summary>
    public int? ActiveConnections { get; init; }

    /// <summary>Requests that waited for a replica; default 0.</summary>
    public int? HeldRequests { get; init; }

    /// <summary>Replicas that were healthy; default 1.</summary>
    public int? HealthyReplicas { get; init; }
}

/// <summary>Answer of a simulation.</summary>
/// <param name="AppName">The application.</param>
/// <param name="Source"><c>samples</c> as they were recorded, <c>rollups</c> of five minutes, or the <c>series</c> of the request.</param>
/// <param name="From">The first sample.</param>
/// <param name="To">The last one.</param>
/// <param name="Samples">How many there are.</param>
/// <param name="CheckIntervalSeconds">Time between two decisions.</param>
/// <param name="CollectionIntervalSeconds">Time between two samples.</param>
/// <param name="InitialReplicas">Replicas at the start.</param>
/// <param name="Current">What the policy in force would have done, by the same model.</param>
/// <param name="Proposed">What the other one would have done.</param>
/// <param name="Difference">Proposed less current.</param>
public sealed record SimulationReply(
    string AppName, string Source, DateTimeOffset From, DateTimeOffset To, int Samples, double CheckIntervalSeconds,
    double CollectionIntervalSeconds, int InitialReplicas, SimulationRun Current, SimulationRun Proposed, SimulationDifference Difference);

/// <summary>One policy's run.</summary>
/// <param name="ReplicaMinutes">Replicas wanted, summed up over the time.</param>
/// <param name="Breaches">Samples above 100 % of some target, or that met no healthy replica.</param>
/// <param name="Flaps">Changes that reversed the one before within ten minutes.</param>
/// <param name="PeakReplicas">The most replicas at any time.</param>
/// <param name="FinalReplicas">Replicas at the end.</param>
/// <param name="Decisions">How many decisions were made.</param>
/// <param name="Line">The line of replicas: every change, oldest first.</param>
public sealed record SimulationRun(
    double ReplicaMinutes, int Breaches, int Flaps, int PeakReplicas, int FinalReplicas, int Decisions, IReadOnlyList<SimulationChange> Line);

/// <summary>A change in a simulation.</summary>
/// <param name="Timestamp">When.</param>
/// <param name="FromReplicas">Replicas before.</param>
/// <param name="ToReplicas">Replicas after.</param>
/// <param name="Trigger">What it was about, in one word.</param>
/// <param name="Reason">Why, with the figures of the model.</param>
public sealed record SimulationChange(DateTimeOffset Timestamp, int FromReplicas, int ToReplicas, string Trigger, string Reason);

/// <summary>How two runs differ.</summary>
/// <param name="ReplicaMinutes">Replica-minutes more, or (negative) fewer.</param>
/// <param name="Breaches">Breaches more, or fewer.</param>
/// <param name="Flaps">Flaps more, or fewer.</param>
public sealed record SimulationDifference(double ReplicaMinutes, int Breaches, int Flaps);
