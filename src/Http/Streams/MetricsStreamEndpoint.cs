using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Core.Apps;
using Orchestry.Core.Streams;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Streams;

/// <summary>An application's figures, as they are measured.</summary>
internal sealed class MetricsStreamEndpoint(IStreams streams, IReadModel model, TimeProvider time)
{
    // The newest figures at once, instead of after up to an interval.
    private const int DefaultTail = 1;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/api/v1/apps/{app_name}/metrics/stream", StreamOperations.Metrics, Subscribe);

    private Reply Subscribe(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var query = new StreamQuery(http, time);
        DateTimeOffset? after = query.TryAfter<DateTimeOffset>(MetricCursor.TryParse, out var at) ? at : null;
        var (tail, since) = query.Beginning(DefaultTail);
        if (!query.Parameters.IsValid())
        {
            return Fault.Invalid(query.Parameters.Violations);
        }

        var request = new SeriesStreamRequest(tail, since, after);
        return new StreamReply(cancellationToken => streams.SubscribeMetricsAsync(app, request, cancellationToken));
    }
}
