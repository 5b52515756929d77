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
        return (id, what, patience is { } limit ? await WaitAsync(id, limit, cancellationToken) : answer.Text("status"));
    }

    /// <summary>Until it runs whole, or has ended; what it does meanwhile is told when it changes.</summary>
    private async Task<string> WaitAsync(string id, TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = session.Around.Time.GetTimestamp();
        var said = "";
        while (true)
        {
            var now = (await session.Client.SendAsync(ApiRequest.Get(RingResource.Path("deployments", id)), cancellationToken)).Json();
            var (status, reason) = (now.Text("status"), now.Text("status_reason", ""));
            if (status == "completed" || (status == "running" && now.GetProperty("instances").GetArrayLength() >= now.GetProperty("replicas").GetInt32()))
            {
                return status;
            }

            var why = reason.Length == 0 ? status : $"{status}: {reason}";
            if (status == "failed" || session.Around.Time.GetElapsedTime(began) >= limit)
            {
                throw new CommandFailure(
                    ExitCodes.Failure, $"{id} is {why}", $"'{session.Persona.Command} deployment events {id}' and '... logs {id}' tell the rest");
            }

            if (said != why)
            {
                said = why;
                await session.SayAsync($"{id}: {PlainText.Of(why)}");
            }

            await Task.Delay(Pause, session.Around.Time, cancellationToken);
        }
    }

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
