using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Legacy;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;

namespace Orchestry.Http.Legacy;

/// <summary>What the command line of Orchestry 1.0 reads.</summary>
internal sealed class LegacyReadEndpoints(IReadModel model, IOrchestrator orchestrator, IEventReader events)
{
    private const int MostLines = 10_000;
    private const int MostEvents = 1000;
    private const int Usual = 100;
    private const int ShownScalings = 10;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapReply("GET", "/apps", LegacyOperations.List, _ => new JsonReply<LegacyList>(
            new LegacyList([.. model.Apps.Where(a => a.Spec.Namespace.IsDefault).Select(LegacyView.Entry)]), ContractsJson.Wire.LegacyList, model.Revision));
        routes.MapReply("GET", "/apps/{app_name}/status", LegacyOperations.Status, http => OfApp(http, app =>
            new JsonReply<LegacyStatus>(LegacyView.Status(app), ContractsJson.Wire.LegacyStatus, model.Revision)));
        routes.MapReply("GET", "/apps/{app_name}/raw", LegacyOperations.Raw, http => OfApp(http, app => new KeptReply(Raw(app), model)));
        routes.MapReply("GET", "/apps/{app_name}/logs", LegacyOperations.Logs, LogsAsync);
        routes.MapReply("GET", "/apps/{app_name}/metrics", LegacyOperations.Metrics, MetricsAsync);
        routes.MapReply("GET", "/events", LegacyOperations.Events, EventsAsync);
    }

    private Reply OfApp(HttpContext http, Func<AppSnapshot, Reply> show) =>
        model.TryFindApp(http, out var app, out var fault) ? show(app) : fault;

    /// <summary>The document as it was sent, but for what is secret, and as it is understood. Both are JSON already.</summary>
    private static byte[] Raw(AppSnapshot app) => Encoding.UTF8.GetBytes(
        $$"""{"name":"{{app.Spec.Name}}","raw":{{SpecSealing.Masked(app.Document)}},"parsed":{{SpecDocument.ForDisplay(app.Document, app.Spec)}}}""");

    private async Task<Reply> LogsAsync(HttpContext http)
    {
        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var query = new QueryReader(http);
        var request = new LogsRequest(null, query.Integer("lines", 1, MostLines, Usual), null);
        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        return (await orchestrator.ReadLogsAsync(app, request, http.RequestAborted)).TryGet(out var page, out var refusal)
            ? new JsonReply<LegacyLogs>(
                new LegacyLogs(
                    app.Value,
                    [.. page.Lines.Reverse().Select(l => new LegacyLogLine(LegacyView.Seconds(l.Timestamp), l.Container, l.Message))]),
                ContractsJson.Wire.LegacyLogs)
            : Fault.From(refusal);
    }

    private async Task<Reply> MetricsAsync(HttpContext http)
    {
        if (!model.TryFindApp(http, out var app, out var fault))
        {
            return fault;
        }

        var scalings = await events.QueryEventsAsync(
            new EventQuery(Application: app.Name.Value, Type: EventType.Scaling, Since: app.OwnSince(), Limit: ShownScalings), http.RequestAborted);
        return new JsonReply<LegacyMetrics>(
            new LegacyMetrics(app.Name.Value, LegacyView.Figures(app), [.. scalings.Events.Select(LegacyView.Of)]), ContractsJson.Wire.LegacyMetrics);
    }

    private async Task<Reply> EventsAsync(HttpContext http)
    {
        var query = new QueryReader(http);
        var app = query.Text("app");
        var limit = query.Integer("limit", 1, MostEvents, Usual);
        if (app is not null && !AppName.TryParse(app, out _))
        {
            query.Refuse("app", "must be an application's name");
        }

        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        var called = app is not null && model.Find(NamespaceName.Default, AppName.Parse(app)) is { } found ? found.Name.Value : app;
        var page = await events.QueryEventsAsync(new EventQuery(Application: called, Limit: limit), http.RequestAborted);
        return new JsonReply<LegacyEvents>(new LegacyEvents([.. page.Events.Select(LegacyView.Of)]), ContractsJson.Wire.LegacyEvents);
    }
}
