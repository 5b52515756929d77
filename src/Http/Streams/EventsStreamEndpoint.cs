using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Streams;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Events;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Streams;

/// <summary>The journal's events, as they are committed.</summary>
internal sealed class EventsStreamEndpoint(IStreams streams, RevisionGate revisions, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/api/v1/events/stream", StreamOperations.Events, SubscribeAsync);

    private async Task<Reply> SubscribeAsync(HttpContext http)
    {
        var query = new StreamQuery(http, time);
        var type = (EventType?)query.Parameters.Word("type", EventEndpoints.Types);
        AppName? app = null;
        if (query.Parameters.Text("app") is { } name)
        {
            if (AppName.TryParse(name, out var parsed))
            {
                app = parsed;
            }
            else
            {
                query.Parameters.Refuse("app", "must be an application's name");
            }
        }

        EventCursor? after = query.TryAfter<EventCursor>(EventCursor.TryParse, out var cursor, ": a revision, such as 41") ? cursor : null;
        var (tail, since) = query.Beginning(otherwise: 0);
        if (!query.Parameters.IsValid())
        {
            return Fault.Invalid(query.Parameters.Violations);
        }

        if (after is { } reached && await revisions.RefuseAsync(http, reached.Revision) is { } behind)
        {
            return behind;
        }

        var request = new EventStreamRequest(app, type, tail, since, after);
        return new StreamReply(cancellationToken => streams.SubscribeEventsAsync(request, cancellationToken));
    }
}
