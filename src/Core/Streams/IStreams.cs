using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Streams;

/// <summary>
/// What can be subscribed to, on any node, whether it leads or not. A subscription goes on through failovers, a database that is away, and an
/// engine that restarts. Cancelling ends it.
/// </summary>
public interface IStreams
{
    /// <summary>The lines of an application's containers, as they are written. New containers join by themselves.</summary>
    Task<Outcome<Subscription>> SubscribeLogsAsync(AppName app, LogStreamRequest request, CancellationToken cancellationToken);

    /// <summary>An application's figures, as they are measured.</summary>
    Task<Outcome<Subscription>> SubscribeMetricsAsync(AppName app, SeriesStreamRequest request, CancellationToken cancellationToken);

    /// <summary>The journal's events, as they are committed.</summary>
    Task<Outcome<Subscription>> SubscribeEventsAsync(EventStreamRequest request, CancellationToken cancellationToken);
}

/// <summary>Which lines.</summary>
/// <param name="Container">Only this replica (its name such as <c>my-app-1</c>, or a container id); null: all.</param>
/// <param name="Tail">How many lines of the past to begin with, 0 to 10,000; null with <paramref name="Since"/>: all of them.</param>
/// <param name="Since">Begin with the lines from this time on.</param>
/// <param name="After">Go on after a cursor; the other two are then not looked at.</param>
public sealed record LogStreamRequest(string? Container, int? Tail, DateTimeOffset? Since, LogCursor? After);

/// <summary>Which figures.</summary>
/// <param name="Tail">How many of the past to begin with, 0 to 10,000; null with <paramref name="Since"/>: all of them.</param>
/// <param name="Since">Begin with those from this time on.</param>
/// <param name="After">Go on after these; the other two are then not looked at.</param>
public sealed record SeriesStreamRequest(int? Tail, DateTimeOffset? Since, DateTimeOffset? After);

/// <summary>Which events.</summary>
/// <param name="App">Only of this application; null: all, and those of the system.</param>
/// <param name="Type">Only of this kind; null: of every kind but <see cref="EventType.Decision"/>.</param>
/// <param name="Tail">How many of the past to begin with, 0 to 10,000; null with <paramref name="Since"/>: all of them.</param>
/// <param name="Since">Begin with those from this time on.</param>
/// <param name="After">Go on after this place; the other two are then not looked at.</param>
public sealed record EventStreamRequest(AppName? App, EventType? Type, int? Tail, DateTimeOffset? Since, EventCursor? After);
