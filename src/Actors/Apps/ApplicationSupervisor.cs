using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Replicas;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>
/// One application: makes its requests durable, and then, again and again, the observed state like the desired one, through one child actor
/// per container. It holds two pictures, the record (what was decided and committed) and its entries (what the children said), and never
/// acts on a decision that is not committed yet, nor shows what is not.
/// </summary>
internal sealed partial class ApplicationSupervisor : AwaitingActor
{
    private readonly ControllerPorts _ports;
    private readonly IActorRef _images;
    private readonly IActorRef _readings;
    private readonly AppName _name;
    private readonly ILogger _log;
    private readonly Dictionary<int, ReplicaEntry> _entries = [];

    private readonly ParsedSpecs _specs;
    private AppRecord? _record;
    private long _revision;

    /// <param name="name">The application.</param>
    /// <param name="stored">It as it was stored; null for one that is about to be created.</param>
    /// <param name="ports">What it stands on.</param>
    /// <param name="images">Pulls images.</param>
    /// <param name="readings">Shares the figures of probes with the other nodes.</param>
    public ApplicationSupervisor(AppName name, StoredApp? stored, ControllerPorts ports, IActorRef images, IActorRef readings)
    {
        (_name, _ports, _images, _readings) = (name, ports, images, readings);
        (_record, _observed, _revision) = (stored?.Record, stored?.Observed ?? [], stored?.Revision ?? 0);
        _specs = new ParsedSpecs(name.Value, ports.SpecDefaults);
        _log = ports.Loggers.CreateLogger<ApplicationSupervisor>();
        UnderstandsCommands();
        UnderstandsReplicas();
        UnderstandsJournal();
        UnderstandsRemoval();
        UnderstandsRollouts();
        UnderstandsBindings();
        Receive<AppProtocol.WaitedLongEnough>(OnWaitedLongEnough);
        Receive<AppProtocol.Measured>(OnMeasured);
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("reconcile", new AppProtocol.Reconcile(), _ports.Options.ResyncInterval);
        if (_record is null)
        {
            return;
        }

        TakeOver();
        CountChanges(null, _record);
        Publish();
        Reconcile();
    }

    // Whether an order to leave survived a bug in a replica's actor is unknown, and so is what it last said: the whole application begins again
    // from its record and from what the engine shows. The containers run on.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _log.ReplicaActorFailed(_name.Value, error);
        return Directive.Escalate;
    });

    private AppSpec SpecOf(SpecRecord spec) => _specs.Of(spec);

    private RunPolicy PolicyOfRuns(AppRecord record) => RunPolicy.Of(SpecOf(record.CurrentSpec));

    private Convergence ConvergenceOf(AppRecord record) => Convergence.Of(record, States(), PolicyOfRuns(record));

    private Dictionary<int, AttemptState> States() => _entries.ToDictionary(e => e.Key, e => e.Value.State);
}
