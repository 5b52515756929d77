using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Cli.Client;
using Orchestry.Cli.Output;

namespace Orchestry.Cli.Commands.Ring;

/// <summary>Makes one thing of a manifest what it says. Doing it again does no harm.</summary>
/// <param name="session">The run.</param>
/// <param name="isForced">Whether what is the same is deployed again.</param>
/// <param name="patience">How long to wait until a deployment runs; null: not at all.</param>
internal sealed class RingApplying(Session session, bool isForced, TimeSpan? patience)
{
    private const int Created = 201;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Environments = ["secrets", "environment"];

    /// <returns>What became of it, in a sentence; or as JSON in one line.</returns>
    public async Task<string> ApplyAsync(string kind, string name, JsonObject body, CancellationToken cancellationToken)
    {
        var (id, what, status) = kind switch
        {
            "namespace" => (name, await NamespaceAsync(body, cancellationToken), null),
            "config" => (name, await ConfigAsync(body, cancellationToken), null),
            _ => await DeploymentAsync(body, cancellationToken),
        };
        return session.IsJson
            ? Encoding.UTF8.GetString(RingResource.Body(("kind", kind), ("name", name), ("id", id), ("action", what), ("status", status)))
            : $"{kind} {name} {what}{(status is null ? "" : $" (id {id}, {status})")}";
    }

    /// <summary>The body as it may be shown.</summary>
    public static JsonObject WithoutSecrets(JsonObject body)
    {
        var shown = body.DeepClone().AsObject();
        foreach (var map in Environments.Select(name => shown[name]).OfType<JsonObject>())
        {
            foreach (var (name, _) in map.Where(v => v.Value is JsonValue).ToArray())
            {
                map[name] = "********";
            }
        }

        if (shown["config"] is JsonObject config && config.ContainsKey("password"))
        {
            config["password"] = "********";
        }

        return shown;
    }

    private async Task<string> NamespaceAsync(JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            await session.Client.SendAsync(ApiRequest.Set(HttpMethod.Post, "/namespaces") with { Body = Bytes(body) }, cancellationToken);
            return "created";
        }
        catch (ApiRefusal there) when (there.ExitCode == ExitCodes.Conflict)
        {
            return "unchanged";
        }
    }

    /// <summary>Looks first: a config that is there is changed by its id, which is not always its name.</summary>
    private async Task<string> ConfigAsync(JsonObject body, CancellationToken cancellationToken)
    {
        var space = body["namespace"]?.ToString() ?? "default";
        var configs = (await session.Client.SendAsync(ApiRequest.Get(Query.Of("/configs", ("namespace[]", space))), cancellationToken)).Json();
        var there = configs.Items().FirstOrDefault(c => c.Text("name") == body["name"]!.ToString() && c.Text("namespace") == space);
        if (there.ValueKind != JsonValueKind.Object)
        {
            await session.Client.SendAsync(ApiRequest.Create("/configs", Bytes(body)), cancellationToken);
            return "created";
        }

        if (body["data"] is JsonValue data && data.GetValueKind() == JsonValueKind.String && data.GetValue<string>() == there.Text("data"))
        {
            return "unchanged";
        }

        var change = new JsonObject { ["data"] = body["data"]?.DeepClone() };
        await session.Client.SendAsync(ApiRequest.Set(HttpMethod.Put, RingResource.Path("configs", there.Text("id"))) with { Body = Bytes(change) },
            cancellationToken);
        return "updated";
    }

    private async Task<(string Id, string What, string? Status)> DeploymentAsync(JsonObject body, CancellationToken cancellationToken)
    {
        // Posting the same again changes nothing, unless it is forced: then a job would run twice.
        var request = new ApiRequest(HttpMethod.Post, Query.Of("/deployments", ("force", Query.Flag(isForced))))
        {
            Body = Bytes(body), IsRepeatable = !isForced,
        };
        var reply = await session.Client.SendAsync(request, cancellationToken);
        var (answer, what) = (reply.Json(), reply.Status == Created ? "created" : "applied");
        var id = answer.Text("id");
        return (id, what, patience is { } limit ? await WaitAsync(id, reply.Revision, limit, cancellationToken) : answer.Text("status"));
    }

    /// <summary>
    /// Until it runs whole and as the manifest says, or the job has ended. Of a worker that is the controller's own wait: its status says "running" also while
    /// older replicas serve.
    /// </summary>
    private async Task<string> WaitAsync(string id, long revision, TimeSpan limit, CancellationToken cancellationToken)
    {
        var deployed = await LookAsync(id, cancellationToken);
        if (deployed.Text("kind") == "job")
        {
            return await EndAsync(id, limit, cancellationToken);
        }

        if (deployed.Text("replicas") != "0")
        {
            await new Starting(session, deployed.Text("name"), deployed.Text("namespace"), isJob: false)
                .RunAsync(null, waits: true, (int)limit.TotalSeconds, cancellationToken);
            await RefuseRollbackAsync(id, revision, cancellationToken);
        }

        return (await LookAsync(id, cancellationToken)).Text("status");
    }

    /// <summary>Until a job has ended; what it does meanwhile is told when it changes.</summary>
    private async Task<string> EndAsync(string id, TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = session.Around.Time.GetTimestamp();
        var said = "";
        while (true)
        {
            var now = await LookAsync(id, cancellationToken);
            var (status, reason) = (now.Text("status"), now.Text("status_reason", ""));
            if (status == "completed")
            {
                return status;
            }

            var why = reason.Length == 0 ? status : $"{status}: {reason}";
            var isLate = session.Around.Time.GetElapsedTime(began) >= limit;
            if (status == "failed" || isLate)
            {
                throw new CommandFailure(
                    ExitCodes.Failure, isLate ? $"{id} has not ended within {Figures.Number(limit.TotalSeconds, " s")}; it is {why}" : $"{id} is {why}", $"'{session.Persona.Command} deployment events {id}' and '... logs {id}' tell the rest");
            }

            if (said != why)
            {
                said = why;
                await session.SayAsync($"{id}: {PlainText.Of(why)}");
            }

            await Task.Delay(Pause, session.Around.Time, cancellationToken);
        }
    }

    /// <summary>A rollout that does not become healthy goes back by itself, and then all is well again but what was asked for.</summary>
    private async Task RefuseRollbackAsync(string id, long revision, CancellationToken cancellationToken)
    {
        const string WentBack = "RolloutRolledBack";
        var path = Query.Of(RingResource.Path("deployments", id, "/events"), ("level", "error"), ("limit", "10"));
        var events = (await session.Client.SendAsync(ApiRequest.Get(path), cancellationToken)).Json();
        if (events.Items().FirstOrDefault(e => e.Text("reason") == WentBack && DeploymentEventsCommand.NumberOf(e) > revision) is
            { ValueKind: JsonValueKind.Object } back)
        {
            throw new CommandFailure(
                ExitCodes.Failure, $"{id} went back to what ran before", $"'{session.Persona.Command} deployment events {id}' tells the rest")
            {
                Lines = [back.Text("message")],
            };
        }
    }

    private async Task<JsonElement> LookAsync(string id, CancellationToken cancellationToken) =>
        (await session.Client.SendAsync(ApiRequest.Get(RingResource.Path("deployments", id)), cancellationToken)).Json();

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
