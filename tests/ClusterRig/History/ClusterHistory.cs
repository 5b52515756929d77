namespace Orchestry.ClusterRig.History;

/// <summary>All that was seen of a cluster, from its clients, its database, its engine and its nodes. What the checker judges.</summary>
internal sealed record ClusterHistory
{
    /// <summary>The writes that clients tried, in any order.</summary>
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>The reads that were answered.</summary>
    public required IReadOnlyList<ReadSeen> Reads { get; init; }

    /// <summary>The whole journal, in the order of its revisions.</summary>
    public required IReadOnlyList<JournalRow> Journal { get; init; }

    /// <summary>The revision counter beside the journal.</summary>
    public required long LastRevision { get; init; }

    /// <summary>The engine over time, oldest first; the last one was taken when all had settled.</summary>
    public required IReadOnlyList<EngineSample> Engine { get; init; }

    /// <summary>Each time a node said that it leads.</summary>
    public required IReadOnlyList<OfficeSeen> Offices { get; init; }

    /// <summary>When containers of applications were killed on purpose.</summary>
    public required IReadOnlyList<Disturbance> Disturbances { get; init; }

    /// <summary>When nodes stood still.</summary>
    public required IReadOnlyList<Freeze> Freezes { get; init; }

    /// <summary>What the nodes say in the end.</summary>
    public required FinalState End { get; init; }

    /// <summary>
    /// How long what was decided may take to show on the engine: the time without a leader, and the work after it. Two containers of one slot
    /// may run side by side, and an application be short of replicas after a wish, that long.
    /// </summary>
    public required TimeSpan Settling { get; init; }
}

/// <summary>A node that said it leads.</summary>
/// <param name="Node">Which.</param>
/// <param name="Term">In which term.</param>
/// <param name="Began">When it was asked.</param>
/// <param name="Ended">When it had answered.</param>
internal sealed record OfficeSeen(string Node, long Term, DateTimeOffset Began, DateTimeOffset Ended);

/// <summary>A container killed on purpose.</summary>
internal sealed record Disturbance(string App, DateTimeOffset Began, DateTimeOffset Ended);

/// <summary>A node that stood still.</summary>
internal sealed record Freeze(string Node, DateTimeOffset Began, DateTimeOffset Ended);

/// <summary>What the nodes say when all has settled.</summary>
/// <param name="Trouble">Why it did not settle; null: it did.</param>
/// <param name="Apps">The applications there are.</param>
/// <param name="Answers">What each node answered to the same requests.</param>
internal sealed record FinalState(string? Trouble, IReadOnlyList<FinalApp> Apps, IReadOnlyList<NodeAnswer> Answers);

/// <summary>An application in the end.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Desired">Replicas wanted.</param>
/// <param name="Marker">The marker of its specification.</param>
/// <param name="Containers">The ids of its containers as the API shows them, which is the beginning of the engine's.</param>
internal sealed record FinalApp(string Name, int Desired, string? Marker, IReadOnlyList<string> Containers);

/// <summary>What a node answered.</summary>
internal sealed record NodeAnswer(string Node, string Path, string Body);
