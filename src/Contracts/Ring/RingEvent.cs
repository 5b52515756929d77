namespace Orchestry.Contracts.Ring;

/// <summary>Something that happened to a deployment.</summary>
/// <param name="Id"><c>event_</c> and its revision in the journal.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Component">The part of the controller that tells it.</param>
/// <param name="Reason">A stable word for programs.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record RingEvent(string Id, DateTimeOffset Timestamp, string Level, string Component, string Reason, string Message);
