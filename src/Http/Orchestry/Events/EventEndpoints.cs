using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Events;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Orchestry.Events;

/// <summary>What happened to an application, from the journal.</summary>
internal sealed class EventEndpoints(IEventReader events, IReadModel model, TimeProvider time)
{
    public const int DefaultLimit = 100;
    public const int LargestLimit = 1000;
    private static readonly JsonElement NoDetails = JsonElement.Parse("{}"u8);

    /// <summary>In the order of <see cref="EventType"/>.</summary>
    public static IReadOnlyList<string> Types { get; } = ["scaling", "health", "config", "error", "decision"];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/api/v1/apps/{app_name}/events", EventOperations.Read, ReadAsync);

    private async Task<Reply> ReadAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var query = new QueryReader(http);
        var wanted = new EventQuery(
            Application: app.Value,
            Type: (EventType?)query.Word("type", Types),
            Since: query.Since(time.GetUtcNow()),
            Limit: query.Integer("limit", 1, LargestLimit, DefaultLimit));
        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        var revision = model.Revision;
        if (model.Find(app) is not { } found)
        {
            return Fault.From(Refusal.NotFound(app.Value));
        }

        var page = await events.QueryEventsAsync(wanted with { Since = found.OwnSince(wanted.Since) }, http.RequestAborted);
        return new JsonReply<AppEvents>(
            new AppEvents(app.Value, [.. page.Events.Select(Show)], page.Total, page.Total > page.Events.Count),
            ContractsJson.Wire.AppEvents,
            revision);
    }

    private static AppEvent Show(StoredEvent stored) => new(
        stored.Revision,
        Types[(int)stored.Event.Type],
        stored.Event.Message,
        stored.Event.At,
        stored.Event.Details is { } details ? JsonElement.Parse(details) : NoDetails);
}
