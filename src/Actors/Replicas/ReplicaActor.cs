using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

/// <summary>
/// The life of one container: launched (or taken over), probed, and in the end removed. It tells its supervisor of every change and decides
/// nothing about others. Stopping the actor leaves the container alone: that is what lets a controller restart without an outage.
/// </summary>
internal sealed partial class ReplicaActor : AwaitingActor
{
    private readonly ControllerPorts _ports;
    private readonly IActorRef _images;
    private readonly ReplicaLauncher _launcher;
    private readonly ApplicationNetwork _network;
    private readonly ImmutableSortedDictionary<string, long> _bindings;
    private readonly ReplicaId _id;
    private readonly string _containerName;
    private readonly ILogger _log;

    private readonly CancellationTokenSource _launchCalledOff = new();
    private readonly int _desired;
    private readonly bool _isWanted;
    private AppSpec _spec;
    private ReplicaRecord _record;
    private bool _mayExist;
    private ReplicaPhase _phase;
    private ContainerId? _container;
    private string? _address;
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _readySince;
    private string? _lastError;
    private bool _isAdopted;

    public ReplicaActor(ReplicaSeed seed, ControllerPorts ports, IActorRef images)
    {
        (_ports, _images, _id, _record, _spec, _desired) = (ports, images, seed.Id, seed.Record, seed.Spec, seed.Desired);
        (_mayExist, _isWanted) = (seed.MayExist, seed.IsWanted);
        (_phase, _container, _address, _startedAt) = (seed.Last.Phase, seed.Last.Container, seed.Last.Address, seed.Last.StartedAt);
        _readySince = seed.Last.ReadySince;
        (_lastCheck, _consecutiveFailures, _responseTimeMs, _lastError) =
            (seed.Last.LastCheck, seed.Last.ConsecutiveFailures, seed.Last.ResponseTimeMs, seed.Last.LastError);
        _containerName = ContainerBlueprint.ContainerName(ports.Options.ClusterName, seed.Id);
        _bindings = seed.Bindings ?? Binding.None;
        _network = ports.Networks.Of(_spec.Namespace);
        _launcher = new ReplicaLauncher(ports.Engine, _network, ports.Lanes);
        _log = ports.Loggers.CreateLogger<ReplicaActor>();
        Become(Waiting);
    }

    protected override void PreStart()
    {
        switch (_phase)
        {
            case ReplicaPhase.Starting or ReplicaPhase.Ready or ReplicaPhase.Unready:
                Look();
                return;
            case ReplicaPhase.Draining:
                // Its supervisor tells it how to go on leaving.
                return;
            case ReplicaPhase.Exited or ReplicaPhase.Gone:
                Become(Ended);
                return;
        }

        var pause = _record.NotBefore - _ports.Now;
        if (pause <= TimeSpan.Zero)
        {
            Launch();
        }
        else
        {
            Timers.StartSingleTimer("launch", new ReplicaProtocol.Launch(), pause);
            Tell();
        }
    }

    /// <summary>A second life begins by looking for what the first one made.</summary>
    protected override void PostRestart(Exception reason)
    {
        _mayExist = true;
        PreStart();
    }

    protected override void PostStop()
    {
        base.PostStop();
        _launchCalledOff.Dispose();
    }

    /// <summary>Before the first try: nothing of it exists.</summary>
    private void Waiting()
    {
        Receive<ReplicaProtocol.Hurry>(hurry =>
        {
            _record = hurry.Record;
            Launch();
        });
        AlwaysUnderstood();
        Receive<ReplicaProtocol.Launch>(_ => Launch());
        Receive<ReplicaProtocol.Retire>(Leave);
        Receive<ReplicaProtocol.Clear>(_ => { });
    }

    /// <summary>What every phase can be told; the phases' own handlers come after it.</summary>
    private void AlwaysUnderstood()
    {
        Receive<ReplicaProtocol.UseSpec>(use =>
        {
            (_spec, _record) = (use.Spec, use.Record);
            Tell(isTransition: false);
        });
        Receive<ReplicaProtocol.Hurry>(hurry =>
        {
            _record = hurry.Record;
            Tell(isTransition: false);
        });
        Receive<ReplicaProtocol.Check>(_ => !IsProbed, _ => Sender.Tell(new ReplicaProtocol.CheckAnswer(null)));
    }

    private void MoveTo(ReplicaPhase phase, ReplicaFailure? failure = null)
    {
        var readyFor = _readySince is { } since ? _ports.Now - since : TimeSpan.Zero;
        _phase = phase;
        _readySince = phase == ReplicaPhase.Ready ? _readySince ?? _ports.Now : null;
        _lastError = IsJob && failure is { ExitCode: 0 } ? null : failure?.Message ?? (phase == ReplicaPhase.Ready ? null : _lastError);
        Tell(failure, readyFor);
    }

    private void Tell(ReplicaFailure? failure = null, TimeSpan readyFor = default, bool isTransition = true) =>
        Context.Parent.Tell(new ReplicaProtocol.Changed(Snapshot(), readyFor, failure, isTransition, _isAdopted, IsJob));

    private bool IsJob => _spec.Type == WorkloadType.Job;

    private ReplicaSnapshot Snapshot() => new()
    {
        Id = _id,
        Phase = _phase,
        Container = _container,
        Address = _address,
        Port = _spec.TrafficPort,
        SpecRevision = _record.SpecRevision,
        StartedAt = _startedAt,
        LastCheck = _lastCheck,
        ConsecutiveFailures = _consecutiveFailures,
        ResponseTimeMs = _responseTimeMs,
        LastError = _lastError,
        Restarts = _record.Restarts,
        ReadySince = _readySince,
    };
}
