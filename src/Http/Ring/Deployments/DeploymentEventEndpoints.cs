using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>What happened to a deployment, from the journal, newest first.</summary>
internal sealed class DeploymentEventEndpoints(IEventReader events, IReadModel model)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 1000;

    /// <summary>In the order of <see cref="EventLevel"/>.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["info", "warning", "error"];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/deployments/{id}/events", DeploymentOperations.Events, ReadAsync).RequiresScope(Scopes.DeploymentsRead);

    private async Task<Reply> ReadAsync(HttpContext http)
    {
        if (!model.TryFind(http, out var app, out var fault))
        {
            return fault;
        }

        var query = new QueryReader(http);
        var wanted = new EventQuery(
            Application: app.Name.Value,
            Since: app.OwnSince(),
            Level: (EventLevel?)query.Word("level", Levels),
            Limit: query.Integer("limit", 1, LargestLimit, DefaultLimit));
        if (!query.IsValid())
        {
            return RingFault.Invalid(query.Violations);
        }

        var revision = model.Revision;
        var page = await events.QueryEventsAsync(wanted, http.RequestAborted);
        return new JsonReply<RingEvent[]>([.. page.Events.Select(Show)], ContractsJson.Wire.RingEventArray, revision);
    }

    private static RingEvent Show(StoredEvent stored) => new(
        string.Create(CultureInfo.InvariantCulture, $"event_{stored.Revision}"),
        stored.Event.At,
        Levels[(int)stored.Event.Level],
        stored.Event.Component,
        stored.Event.Reason,
        stored.Event.Message);
}
