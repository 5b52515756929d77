using System.Text.Json;

namespace Orchestry.Contracts.Events;

/// <summary>Answer of <c>GET /api/v1/apps/{app_name}/events</c>.</summary>
/// <param name="AppName">The application.</param>
/// <param name="Events">Newest first.</param>
/// <param name="Total">How many match without the limit.</param>
/// <param name="HasMore">Whether the limit cut some off.</param>
public sealed record AppEvents(string AppName, IReadOnlyList<AppEvent> Events, long Total, bool HasMore);

/// <summary>Something that happened to an application.</summary>
/// <param name="Id">Its journal revision: unique, growing with time.</param>
/// <param name="Type"><c>scaling</c>, <c>health</c>, <c>config</c> or <c>error</c>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Details">Figures and names behind the sentence; an empty object when there are none.</param>
public sealed record AppEvent(long Id, string Type, string Message, DateTimeOffset Timestamp, JsonElement Details);
