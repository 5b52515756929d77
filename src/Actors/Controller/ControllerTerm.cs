using Orchestry.Actors.Kernel;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Controller;

/// <summary>
/// The controller's actors during one term of office: they exist on the node that leads and nowhere else. Ending the term stops their work, not
/// the containers.
/// </summary>
internal sealed class ControllerTerm : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Begins the term with what the store held when it began.</summary>
    public ControllerTerm(ControllerPorts ports, StoreSnapshot stored, bool tracksIdle = false)
    {
        (Journal, Cluster) = (ports.Journal, ports.Options.ClusterName);
        Ended = _ended.Token;
        System = ActorSystem.Create("orchestry", ports.Clock, ports.Loggers, tracksIdle);
        Actor = System.ActorOf(Props.Create(() => new ControllerActor(ports, stored)), "controller");
    }

    /// <summary>The controller.</summary>
    public IActorRef Actor { get; }

    /// <summary>The cluster's name.</summary>
    public string Cluster { get; }

    /// <summary>The term's journal.</summary>
    public IJournal Journal { get; }

    /// <summary>Cancelled when the term ends: whoever waits for an answer of its actors gets none any more.</summary>
    public CancellationToken Ended { get; }

    /// <summary>The system of its actors.</summary>
    internal ActorSystem System { get; }

    /// <summary>Completes when every actor has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await System.CoordinatedShutdown.RunAsync(CoordinatedShutdown.Reason.ProcessExit);
        _ended.Dispose();
    }
}
