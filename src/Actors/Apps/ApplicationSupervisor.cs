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
/// acts on a decision that is not committed yet.
/// </summary>
internal sealed partial class ApplicationSupervisor : AwaitingActor
{
    private readonly ControllerPorts _ports;
    private readonly IActorRef _images;
    private readonly AppName _name;
    private readonly ILogger _log;
    private readonly Dictionary<int, ReplicaEntry> _entries = [];

    // Parsed specifications by revision; the documents are in the record.
    private readonly Dictionary<int, AppSpec> _specs = [];
    private AppRecord? _record;
    private long _revision;

    /// <param name="name">The application.</param>
    /// <param name="stored">Its record as it was stored; null for one that is about to be created.</param>
    /// <param name="revision">The record's revision.</param>
    /// <param name="ports">What it stands on.</param>
    /// <param name="images">Pulls images.</param>
    public ApplicationSupervisor(AppName name, AppRecord? stored, long revision, ControllerPorts ports, IActorRef images)
    {
        (_name, _record, _revision, _ports, _images) = (name, stored, revision, ports, images);
        _log = ports.Loggers.CreateLogger<ApplicationSupervisor>();
        UnderstandsCommands();
        UnderstandsReplicas();
        UnderstandsJournal();
        UnderstandsRemoval();
        Receive<AppProtocol.WaitedLongEnough>(OnWaitedLongEnough);
    }

    /// <summary>The current specification.</summary>
    private AppSpec Spec => SpecOf(_record!.CurrentSpec);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("reconcile", new AppProtocol.Reconcile(), _ports.Options.ResyncInterval);
        if (_record is null)
        {
            return;
        }

        foreach (var attempt in _record.Attempts)
        {
            Spawn(attempt, mayExist: true);
        }

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

    private AppSpec SpecOf(SpecRecord spec)
    {
        if (!_specs.TryGetValue(spec.Revision, out var parsed))
        {
            var parse = AppSpecParser.Parse(spec.Document, _ports.SpecDefaults);
            parsed = parse.Spec ?? throw new InvalidOperationException(
                $"The stored specification of '{_name}' is no longer valid: {string.Join("; ", parse.Violations)}");
            _specs[spec.Revision] = parsed;
        }

        return parsed;
    }

    private Dictionary<int, AttemptState> States() => _entries.ToDictionary(e => e.Key, e => e.Value.State);

    private void Publish()
    {
        if (_record is not { } record)
        {
            return;
        }

        var convergence = Convergence.Of(record, States());
        var status = record.Intent != AppIntent.Running ? AppStatus.Stopped
            : convergence.Trouble is not null ? AppStatus.Error
            : AppStatus.Running;
        _ports.ReadModel.Publish(new AppSnapshot
        {
            Name = _name,
            Revision = _revision,
            Spec = Spec,
            Document = record.CurrentSpec.Document,
            Status = status,
            StatusReason = convergence.Trouble?.Message ?? string.Join("; ", convergence.Missing.Take(5)),
            DesiredReplicas = record.Desired,
            Replicas = [.. _entries.Values.Select(e => e.Snapshot).Where(s => s.Phase != ReplicaPhase.Gone)
                .OrderBy(s => s.Id.Slot).ThenBy(s => s.Id.Attempt)],
            CreatedAt = record.CreatedAt,
            UpdatedAt = record.UpdatedAt,
            LastScaledAt = record.LastScaledAt,
        });
    }

    private ImmutableArray<ObservedReplica> Observed() =>
    [
        .. _entries.Values.Select(e => e.Snapshot).Select(s => new ObservedReplica(
            s.Id.Slot, s.Id.Attempt, s.Phase, s.Container?.Value, s.Address, s.StartedAt, s.LastError)),
    ];
}
