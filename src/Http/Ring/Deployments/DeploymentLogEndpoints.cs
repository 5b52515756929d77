using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestry.Contracts;
using Orchestry.Contracts.Ring;
using Orchestry.Core.Access;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Streams;
using Orchestry.Http.Gate;
using Orchestry.Http.Orchestry;
using Orchestry.Http.Orchestry.Logs;
using Orchestry.Http.Queries;
using Orchestry.Http.Replies;
using Orchestry.Http.Ring.Errors;
using Orchestry.Http.Streams;

namespace Orchestry.Http.Ring.Deployments;

/// <summary>The lines of a deployment's containers, oldest first: those there are, or also those to come.</summary>
internal sealed class DeploymentLogEndpoints(IOrchestrator orchestrator, IStreams streams, IReadModel model, RevisionGate revisions, TimeProvider time)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapReply("GET", "/deployments/{id}/logs", DeploymentOperations.Logs, ReadAsync).RequiresScope(Scopes.DeploymentsRead);

    private async Task<Reply> ReadAsync(HttpContext http)
    {
        if (!model.TryFind(http, out var app, out var fault))
        {
            return fault;
        }

        if (http.Request.Query["follow"] is ["true"])
        {
            return await FollowAsync(http, app);
        }

        var query = new QueryReader(http);
        query.Boolean("follow");
        var request = new LogsRequest(
            ContainerQuery.Read(query), query.Integer("tail", 1, LogEndpoints.LongestTail, LogEndpoints.DefaultTail), query.Since(time.GetUtcNow()));
        if (!query.IsValid())
        {
            return RingFault.Invalid(query.Violations);
        }

        var revision = model.Revision;
        return (await orchestrator.ReadLogsAsync(app.Name, request, http.RequestAborted)).TryGet(out var page, out var refusal)
            ? new JsonReply<RingLogLine[]>(
                [.. page.Lines.Reverse().Select(line => Line(line.Timestamp, line.Container, line.Message))], ContractsJson.Wire.RingLogLineArray, revision)
            : RingFault.From(refusal);
    }

    private async Task<Reply> FollowAsync(HttpContext http, AppSnapshot app)
    {
        var query = new StreamQuery(http, time);
        query.Parameters.Boolean("follow");
        var container = ContainerQuery.Read(query.Parameters);
        query.TryAfter<LogCursor>(LogCursor.TryParse, out var after);
        var (lines, since) = query.Beginning(LogEndpoints.DefaultTail);
        if (!query.Parameters.IsValid())
        {
            return RingFault.Invalid(query.Parameters.Violations);
        }

        if (after is not null && await revisions.RefuseAsync(http, after.Revision) is { } behind)
        {
            return behind;
        }

        var request = new LogStreamRequest(container, lines, since, after);
        return new StreamReply(cancellationToken => streams.SubscribeLogsAsync(app.Name, request, cancellationToken), Write);
    }

    private static byte[] Write(StreamItem item) => JsonSerializer.SerializeToUtf8Bytes(
        item switch
        {
            LineItem line => Line(line.Timestamp, line.Container, line.Message),
            EndItem end => Line(end.Timestamp, end.Container, "the container has ended"),
            LogGapItem gap => Line(gap.Timestamp, gap.Container ?? "all", gap.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(item), item, "This is no item of a log."),
        },
        ContractsJson.Wire.RingLogLine);

    private static RingLogLine Line(DateTimeOffset at, string replica, string text) =>
        new($"{at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)} {replica}: {text}");
}
