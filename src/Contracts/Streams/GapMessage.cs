namespace Orchestry.Contracts.Streams;

/// <summary>Something that a stream can't deliver any more, or did not because the subscriber was too slow.</summary>
/// <param name="Type"><c>gap</c>.</param>
/// <param name="Timestamp">When it was noticed.</param>
/// <param name="Container">The replica's name; null where there is none, or it is not known which.</param>
/// <param name="From">What was delivered last before it: a time, for events a revision; null: nothing, or not known.</param>
/// <param name="To">What is delivered first after it: a time, for events a revision; null: nothing yet, or not known.</param>
/// <param name="Missed">How many messages; null: not known.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Cursor">Sent back as <c>after</c>, the stream goes on with what follows.</param>
public sealed record GapMessage(
    string Type, DateTimeOffset Timestamp, string? Container, string? From, string? To, long? Missed, string Reason, string Cursor);
