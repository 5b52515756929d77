using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Logs;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Http.Errors;
using Orchestry.Http.Orchestry.Apps;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;
using Orchestry.Http.Streams;

namespace Orchestry.Http.Orchestry.Logs;

/// <summary>Log lines of an application's containers.</summary>
internal sealed class LogEndpoints(IOrchestrator orchestrator, IReadModel model, LogStreamEndpoint stream, TimeProvider time)
{
    public const int DefaultTail = 100;
    public const int LongestTail = 10_000;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/api/v1/apps/{app_name}/logs", LogOperations.Read, ReadAsync);

    private async Task<Reply> ReadAsync(HttpContext http)
    {
        if (http.Request.Query["follow"] is ["true"])
        {
            return await stream.SubscribeAsync(http, DefaultTail);
        }

        if (!model.TryGetApp(http, out var app, out var malformed))
        {
            return malformed;
        }

        var query = new QueryReader(http);
        query.Boolean("follow");
        var request = new LogsRequest(ContainerQuery.Read(query), query.Integer("tail", 1, LongestTail, DefaultTail), query.Since(time.GetUtcNow()));
        if (!query.IsValid())
        {
            return Fault.Invalid(query.Violations);
        }

        var revision = model.Revision;
        return (await orchestrator.ReadLogsAsync(app, request, http.RequestAborted)).TryGet(out var page, out var refusal)
            ? new JsonReply<AppLogs>(Show(app, page), ContractsJson.Wire.AppLogs, revision)
            : Fault.From(refusal);
    }

    private static AppLogs Show(AppName app, LogPage page) => new(
        app.Value,
        [.. page.Lines.Select(line => new AppLogLine(line.Timestamp, line.Container, line.Level, line.Message))],
        page.TotalLines,
        page.TotalLines > page.Lines.Count);
}
