using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Core.Streams;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Streams;

/// <summary>The lines of an application's containers, as they are written.</summary>
internal sealed class LogStreamEndpoint(IStreams streams, RevisionGate revisions, TimeProvider time)
{
    private const int LongestContainer = 300;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/api/v1/apps/{app_name}/logs/stream", StreamOperations.Logs, http => SubscribeAsync(http, tail: 0));

    /// <summary>Answers a request whose application is not looked at yet.</summary>
    /// <param name="http">The request.</param>
    /// <param name="tail">Lines of the past to begin with, where the request does not say.</param>
    public async Task<Reply> SubscribeAsync(HttpContext http, int tail)
    {
        if (!http.TryGetApp(out var app, out var malformed))
        {
            return malformed;
        }

        var query = new StreamQuery(http, time);
        query.Parameters.Boolean("follow");
        var container = query.Parameters.Text("container");
        if (container is { Length: 0 or > LongestContainer })
        {
            query.Parameters.Refuse("container", $"must be a replica's name or a container's id, 1 to {LongestContainer} characters");
        }

        LogCursor? after = null;
        if (query.After() is { } cursor && !LogCursor.TryParse(cursor, out after))
        {
            query.Parameters.Refuse("after", "must be the cursor of a message of this stream");
        }

        var (lines, since) = query.Beginning(tail);
        if (!query.Parameters.IsValid())
        {
            return Fault.Invalid(query.Parameters.Violations);
        }

        if (after is not null && await revisions.RefuseAsync(http, after.Revision) is { } behind)
        {
            return behind;
        }

        var request = new LogStreamRequest(container, lines, since, after);
        return new StreamReply(cancellationToken => streams.SubscribeLogsAsync(app, request, cancellationToken));
    }
}
