using Orchestry.Contracts.Events;
using Orchestry.Core.Journal;
using Orchestry.Http.Errors;
using Orchestry.Http.OpenApi;

namespace Orchestry.Http.Orchestry.Events;

/// <summary>What the API document says of events.</summary>
internal static class EventOperations
{
    public static OperationDoc Read { get; } = new("GetEvents", "Monitoring", "Get the event history of an application")
    {
        Description = "Newest first. total counts what matches without the limit. Without type: all but decision, which tells the autoscaler's reasons.",
        Query =
        [
            new("type", QueryType.Text, "Only events of this kind") { Words = EventEndpoints.Types },
            new("since", QueryType.Text, $"Only events since then: {TimeFilter.Accepted}"),
            new("limit", QueryType.Integer, "At most this many") { Least = 1, Most = EventEndpoints.LargestLimit, Default = "100" },
        ],
        Replies = [new(200, "The events", typeof(AppEvents), Examples.Events)],
        Errors = [ErrorCatalog.ValidationError, ErrorCatalog.AppNotFound, ErrorCatalog.DatabaseError],
    };
}
