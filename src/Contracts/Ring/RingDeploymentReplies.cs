namespace Orchestry.Contracts.Ring;

/// <summary>Answer of <c>POST /deployments</c>, and of <c>DELETE /deployments/{id}</c>.</summary>
/// <param name="Id">What the cluster calls it.</param>
/// <param name="Name">Its name in its namespace.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Status">Its state in one word: <c>creating</c> of a new one, <c>deleted</c> of one that goes.</param>
public sealed record RingDeploymentReply(string Id, string Name, string Namespace, string Status);

/// <summary>A line of a deployment's log.</summary>
/// <param name="Message">When it was written, by which replica, and the line itself: <c>2024-01-15T10:30:00Z nginx-demo-1: starting server</c>.</param>
public sealed record RingLogLine(string Message);

/// <summary>Something that happened to a deployment.</summary>
/// <param name="Id"><c>event_</c> and its revision in the journal.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Component">The part of the controller that tells it.</param>
/// <param name="Reason">A stable word for programs.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record RingEvent(string Id, DateTimeOffset Timestamp, string Level, string Component, string Reason, string Message);
