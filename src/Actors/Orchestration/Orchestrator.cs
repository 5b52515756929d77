using Orchestry.Actors.Apps;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Ingress;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Replicas;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;

namespace Orchestry.Actors.Orchestration;

/// <summary>The door to the actors: every question to them, and how long it may take, is here.</summary>
internal sealed class Orchestrator(Seat seat, LogReader logs, IReadModel model, IRouteWatch routes) : IOrchestrator
{
    // A supervisor answers within its own time-outs; these are the last resort against one that doesn't, far longer than any of them.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    // What a proxy that must be reloaded may take for it.
    private static readonly TimeSpan RoutingPatience = TimeSpan.FromSeconds(2);

    private static readonly Refusal NotInOffice = new(RefusalKind.NotLeader, "This node does not lead; nothing was changed");

    private static readonly Refusal OfficeEnded = new(
        RefusalKind.NotLeader,
        "This node ceased to lead before the request was answered: whether it was carried out is not known. Look at the state, and ask again")
    {
        IsOutcomeUnknown = true,
    };

    public Task<Outcome<AppRegistered>> RegisterAsync(AppSpec spec, string document, CancellationToken cancellationToken) =>
        AskAsync<AppRegistered>(new AppProtocol.Register(spec, document), Margin, cancellationToken);

    public Task<Outcome<AppDeployed>> DeployAsync(AppSpec spec, string document, DeployRequest request, CancellationToken cancellationToken) =>
        AskAsync<AppDeployed>(new AppProtocol.Deploy(spec, document, request), Margin, cancellationToken);

    public Task<Outcome<AppStarted>> StartAsync(AppName app, StartRequest request, CancellationToken cancellationToken) =>
        RoutedAsync(request.Wait, AskAsync<AppStarted>(new AppProtocol.Start(app, request), request.Timeout + Margin, cancellationToken), cancellationToken);

    public Task<Outcome<AppStopped>> StopAsync(AppName app, StopRequest request, CancellationToken cancellationToken) =>
        AskAsync<AppStopped>(new AppProtocol.Stop(app, request), (request.Grace * 2) + Margin, cancellationToken);

    public Task<Outcome<AppScaled>> ScaleAsync(AppName app, ScaleRequest request, CancellationToken cancellationToken) =>
        RoutedAsync(request.Wait, AskAsync<AppScaled>(new AppProtocol.Scale(app, request), request.Timeout + Margin, cancellationToken), cancellationToken);

    public Task<Outcome<AppRemoved>> RemoveAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken) =>
        AskAsync<AppRemoved>(new AppProtocol.Remove(app, request), Margin * 2, cancellationToken);

    public Task<Outcome<RemovalBegun>> BeginRemovalAsync(AppName app, RemoveRequest request, CancellationToken cancellationToken) =>
        AskAsync<RemovalBegun>(new AppProtocol.BeginRemoval(app, request), Margin, cancellationToken);

    public Task<Outcome<PolicyChanged>> SetPolicyAsync(AppName app, ScalingPolicyPatch patch, CancellationToken cancellationToken) =>
        AskAsync<PolicyChanged>(new AppProtocol.SetPolicy(app, patch), Margin, cancellationToken);

    public async Task<Outcome<HealthChecked>> CheckHealthAsync(AppName app, CancellationToken cancellationToken)
    {
        var found = await AskAsync<AppProtocol.Replicas>(new AppProtocol.GetReplicas(app), Margin, cancellationToken);
        if (!found.TryGet(out var replicas, out var refusal))
        {
            return refusal;
        }

        var answers = await Task.WhenAll(replicas.Running.Select(r => CheckAsync(r, cancellationToken)));
        var passed = answers.Count(a => a is true);
        var failed = answers.Count(a => a is false);
        // Each replica told its supervisor before it answered: whoever is asked next has shown what was found, so the client sees it when it looks.
        await AskAsync<AppProtocol.Replicas>(new AppProtocol.GetReplicas(app), Margin, cancellationToken);
        return new HealthChecked(passed + failed, passed, failed);
    }

    public Task<Outcome<LogPage>> ReadLogsAsync(AppName app, LogsRequest request, CancellationToken cancellationToken) =>
        logs.ReadAsync(app, request, cancellationToken);

    /// <summary>Whoever waited until all replicas are healthy may ask them at once, through this node's ingress: it goes by them when this answers.</summary>
    private async Task<Outcome<T>> RoutedAsync<T>(bool wait, Task<Outcome<T>> asked, CancellationToken cancellationToken)
    {
        var outcome = await asked;
        if (wait && outcome.Refusal is null)
        {
            await routes.ReachAsync(model.Revision, RoutingPatience, cancellationToken);
        }

        return outcome;
    }

    /// <summary>A replica that has gone meanwhile, or has nothing to be probed by, is not counted.</summary>
    private static async Task<bool?> CheckAsync(IActorRef replica, CancellationToken cancellationToken)
    {
        try
        {
            return (await replica.Ask<ReplicaProtocol.CheckAnswer>(new ReplicaProtocol.Check(), Margin, cancellationToken)).Passed;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private async Task<Outcome<T>> AskAsync<T>(AppProtocol.IForApp question, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (seat.Term is not { } term)
        {
            return NotInOffice;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(term.Ended, cancellationToken);
        try
        {
            return await term.Actor.Ask<Outcome<T>>(question, timeout, patience.Token);
        }
        catch (Exception ended) when (
            ended is OperationCanceledException or AskTimeoutException && term.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return OfficeEnded;
        }
    }
}
