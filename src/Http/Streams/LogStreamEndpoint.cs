using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Core.Apps;
using Orchestry.Core.Streams;
using Orchestry.Http.Errors;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Orchestry.Logs;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Streams;

/// <summary>The lines of an application's containers, as they are written.</summary>
internal sealed class LogStreamEndpoint(IStreams streams, IReadModel model, RevisionGate revisions, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/api/v1/apps/{app_name}/logs/stream", StreamOperations.Logs, http => SubscribeAsync(http, tail: 0));

    /// <summary>Answers a request whose application is not looked at yet.</summary>
    /// <param name="http">The request.</param>
    /// <param name="tail">Lines of the past to begin with, where the request does not say.</param>
    public async Task<Reply> SubscribeAsync(HttpContext http, int tail)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var query = new StreamQuery(http, time);
        query.Parameters.Boolean("follow");
        var container = ContainerQuery.Read(query.Parameters);
        query.TryAfter<LogCursor>(LogCursor.TryParse, out var after);
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
