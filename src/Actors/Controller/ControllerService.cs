using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Controller;

/// <summary>Starts the controller's actors with the host process and stops them with it. Containers are left running.</summary>
internal sealed class ControllerService(ControllerPorts ports, ILogger<ControllerService> log) : IHostedService
{
    private IActorRef? _actor;

    /// <summary>Whether <see cref="ActorSystem.WhenIdleAsync"/> works, for tests.</summary>
    internal bool TracksIdle { get; init; }

    /// <summary>The actors; null before the start.</summary>
    internal ActorSystem? System { get; private set; }

    /// <summary>The applications that the store knew at the start.</summary>
    internal IReadOnlyList<string> StoredApps { get; private set; } = [];

    /// <summary>The controller.</summary>
    public IActorRef Actor => _actor ?? throw new InvalidOperationException("The controller has not been started.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var stored = await ports.Store.LoadAsync(cancellationToken);
        ports.ReadModel.Reached(stored.Revision);
        ports.Journal.Committed += batch => ports.ReadModel.Reached(batch.Revision);
        System = ActorSystem.Create("orchestry", ports.Clock, ports.Loggers, TracksIdle);
        _actor = System.ActorOf(Props.Create(() => new ControllerActor(ports, stored)), "controller");
        StoredApps = [.. stored.Resources.Where(r => r.Key.Kind == AppRecordJson.Kind).Select(r => r.Key.Name)];
        log.Started(ports.Options.ClusterName, StoredApps.Count, stored.Revision);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (System is { } system)
        {
            await system.CoordinatedShutdown.RunAsync(CoordinatedShutdown.Reason.ProcessExit).WaitAsync(cancellationToken);
            log.Stopped();
        }
    }
}
