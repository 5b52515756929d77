using System.Text.Json.Nodes;
using Orchestry.Cli.Client;
using Orchestry.Cli.Documents;
using Orchestry.Cli.Output;
using Orchestry.Contracts;
using Orchestry.Contracts.Apps;

namespace Orchestry.Cli.Commands;

/// <summary>Makes one application what a document says. Doing it again does no harm, whatever became of the time before.</summary>
internal sealed class Applying(Session session, InputDocument document)
{
    /// <summary>The application's name.</summary>
    public string Name { get; } = document.Text("metadata", "name")!;

    private string? Namespace { get; } = document.Text("metadata", "namespace");

    /// <summary>What would change, in lines. The controller says first whether it would take the document at all.</summary>
    public async Task<AppliedApp> CompareAsync(CancellationToken cancellationToken)
    {
        await RegisterCommand.RehearseAsync(session, document, cancellationToken);
        var before = await SpecAsync(cancellationToken);
        if (before is null)
        {
            return new AppliedApp(Name, Namespace, "would register", 0) { Lines = ["it is not registered yet"] };
        }

        var changes = SpecChanges.Between(before, document.Node);
        return new AppliedApp(Name, Namespace, changes.Count == 0 ? "unchanged" : "would change", 0)
        {
            Lines = [.. changes.Select(c => $"{SpecChanges.Line(c)} ({SpecChanges.Effect(c)})")],
        };
    }

    /// <summary>Registers and starts it.</summary>
    /// <param name="starts">Whether it is started.</param>
    /// <param name="waits">Whether to wait until its replicas are healthy, and of this specification.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Ends the wait; the wish stays.</param>
    public async Task<AppliedApp> ApplyAsync(bool starts, bool waits, int seconds, CancellationToken cancellationToken)
    {
        var before = await SpecAsync(cancellationToken);
        var action = await RegisterAsync(before is null, cancellationToken);
        if (!starts)
        {
            return new AppliedApp(Name, Namespace, action, 0);
        }

        if (action == "unchanged" && document.Text("spec", "type") == "job" && await EndOfRunAsync(cancellationToken) is { } ran)
        {
            return ran;
        }

        var reply = await new Starting(session, Name, Namespace, document.Text("spec", "type") == "job").RunAsync(null, waits, seconds, cancellationToken);
        if (waits && before is not null && action == "changed")
        {
            await RefuseRollbackAsync(before, cancellationToken);
        }

        return new AppliedApp(Name, Namespace, action, reply.Read(ContractsJson.Wire.AppStartedReply).Replicas);
    }

    private async Task<string> RegisterAsync(bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            await RegisterCommand.SendAsync(session, document, cancellationToken);
            return isNew ? "registered" : "changed";
        }
        catch (ApiRefusal same) when (same.Code == ErrorCodes.AppAlreadyExists)
        {
            return "unchanged";
        }
    }

    /// <summary>A job that has run is not run again by the same document: that is for whoever says so.</summary>
    /// <returns>Null: it has not ended, or never begun.</returns>
    private async Task<AppliedApp?> EndOfRunAsync(CancellationToken cancellationToken)
    {
        var app = await Starting.LookAsync(session, Name, Namespace, cancellationToken);
        var again = $"'{session.Persona.Command} up {Name}' runs it again";
        return Starting.HasFailed(app) ? throw new CommandFailure(ExitCodes.Failure, $"{Name} {app.StatusReason}", again)
            : Starting.HasCompleted(app) ? new AppliedApp(Name, Namespace, "unchanged", 0) { Lines = [$"{app.StatusReason}; {again}"] }
            : null;
    }

    /// <summary>A rollout that does not become healthy goes back by itself, and then all is well again but what was asked for.</summary>
    private async Task RefuseRollbackAsync(JsonNode before, CancellationToken cancellationToken)
    {
        var now = await SpecAsync(cancellationToken);
        if (SpecChanges.Between(before, document.Node).Count == 0 || !JsonNode.DeepEquals(now, before))
        {
            return;
        }

        var page = (await session.Client.SendAsync(
            ApiRequest.Get(AppTarget.Of(Name, Namespace, "/events", ("type", "error"), ("limit", "1"))), cancellationToken)).Read(ContractsJson.Wire.AppEvents);
        throw new CommandFailure(
            ExitCodes.Failure, $"{Name} went back to what ran before", $"'{session.Persona.Command} events {Name}' tells the rest")
        {
            Lines = [.. page.Events.Select(e => e.Message)],
        };
    }

    private async Task<JsonNode?> SpecAsync(CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse((await session.Client.SendAsync(ApiRequest.Get(AppTarget.Of(Name, Namespace, "/spec")), cancellationToken)).Body);
        }
        catch (ApiRefusal unknown) when (unknown.Code == ErrorCodes.AppNotFound)
        {
            return null;
        }
    }
}
