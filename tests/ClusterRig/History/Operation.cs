namespace Orchestry.ClusterRig.History;

/// <summary>What a client knows of its wish after it has asked.</summary>
internal enum OperationOutcome
{
    /// <summary>Granted, with a revision.</summary>
    Acknowledged,

    /// <summary>Refused: nothing was changed.</summary>
    Refused,

    /// <summary>The answer was lost or says nothing: it may have happened, or happen yet.</summary>
    Unknown,
}

/// <summary>A write that a client tried.</summary>
/// <param name="Client">Which client.</param>
/// <param name="Node">The node it was first sent to.</param>
/// <param name="Wish">What was wanted.</param>
/// <param name="Began">When it was sent.</param>
/// <param name="Ended">When the client knew what follows.</param>
/// <param name="Outcome">What it knew.</param>
/// <param name="Revision">The revision it was acknowledged with; 0 otherwise.</param>
/// <param name="Told">The answer, for people.</param>
internal sealed record Operation(
    int Client, string Node, Wish Wish, DateTimeOffset Began, DateTimeOffset Ended, OperationOutcome Outcome, long Revision, string Told);

/// <summary>A read that was answered.</summary>
/// <param name="Client">Which client.</param>
/// <param name="Node">The node that answered.</param>
/// <param name="App">The application it is about.</param>
/// <param name="Asked">The revision that the client had seen and asked for.</param>
/// <param name="Answered">The revision the answer carries; null when it carries none.</param>
/// <param name="Seen">What was shown.</param>
/// <param name="Ended">When.</param>
internal sealed record ReadSeen(int Client, string Node, string App, long Asked, long? Answered, AppState Seen, DateTimeOffset Ended);
