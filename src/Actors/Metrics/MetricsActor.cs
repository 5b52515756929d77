using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;

namespace Orchestry.Actors.Metrics;

/// <summary>
/// Makes one sample of every application that runs, once an interval, and hands it to the application's supervisor, to the history and to whoever
/// scales. Whatever can't be read in time is missing from a sample; no sample waits longer than an interval for it.
/// </summary>
internal sealed class MetricsActor : AwaitingActor
{
    private readonly ControllerPorts _ports;
    private readonly IActorRef _apps;
    private readonly IActorRef _scaling;
    private readonly ILogger _log;
    private readonly SampleKeeper _keeper;
    private IReadOnlyDictionary<ContainerId, ContainerUsage> _usage = ImmutableDictionary<ContainerId, ContainerUsage>.Empty;
    private TrafficReading? _traffic;
    private Round? _waiting;
    private bool _isReading;
    private bool _isSlow;

    /// <param name="ports">What it stands on.</param>
    /// <param name="apps">All applications.</param>
    /// <param name="scaling">Whoever is told <see cref="MetricsProtocol.Sampled"/>.</param>
    public MetricsActor(ControllerPorts ports, IActorRef apps, IActorRef scaling)
    {
        (_ports, _apps, _scaling) = (ports, apps, scaling);
        _log = ports.Loggers.CreateLogger<MetricsActor>();
        _keeper = new SampleKeeper(ports.Metrics, ports.Journal.Term, _log);
        Receive<Tick>(_ => OnTick());
        Receive<UsageRead>(read => OnUsageRead(read.Usage));
        Receive<UsageUnread>(unread =>
        {
            _log.UsageFailed(unread.Error);
            OnUsageRead(null);
        });
        Receive<SampleKeeper.Kept>(kept => _keeper.On(kept, Self, Life));
    }

    private sealed record Tick;

    private sealed record UsageRead(IReadOnlyDictionary<ContainerId, ContainerUsage> Usage);

    private sealed record UsageUnread(Exception Error);

    /// <summary>What a tick saw, while it waits for what containers use.</summary>
    private sealed record Round(DateTimeOffset At, ImmutableArray<AppSnapshot> Apps, TrafficReading? Traffic);

    protected override void PreStart() => Timers.StartPeriodicTimer("tick", new Tick(), _ports.Options.MetricsInterval);

    private void OnTick()
    {
        if (_waiting is { } late)
        {
            Sample(late, null);
            if (!_isSlow)
            {
                _isSlow = true;
                _log.UsageIsSlow(_ports.Options.MetricsInterval.TotalSeconds);
            }
        }

        _waiting = new Round(_ports.Now, [.. _ports.ReadModel.Apps.Where(Sampling.IsSampled)], _ports.Totals.Reading);
        if (_isReading)
        {
            // What is being read is of this interval, and serves as well: a second question would only be in the way of the first.
            return;
        }

        _isReading = true;
        _ = _ports.Usage.ReadAsync([.. _waiting.Apps.SelectMany(Sampling.Containers)], Life).PipeTo(
            Self, success: usage => new UsageRead(usage), failure: error => new UsageUnread(error));
    }

    private void OnUsageRead(IReadOnlyDictionary<ContainerId, ContainerUsage>? usage)
    {
        _isReading = false;
        if (_waiting is { } round)
        {
            _waiting = null;
            Sample(round, usage);
        }
    }

    private void Sample(Round round, IReadOnlyDictionary<ContainerId, ContainerUsage>? usage)
    {
        var ticks = _ports.Clock.TimestampFrequency;
        var used = new UsageChange(_usage, usage, ticks);
        var samples = round.Apps.Select(app => Sampling.Of(
            app, round.At, CapacityOf(app), used, TrafficChange.Of(app.Name.Value, _traffic, round.Traffic, ticks))).ToArray();
        // A container that was not read this time has no reading to begin the next interval with.
        _usage = usage ?? _usage;
        _isSlow &= usage is null;
        _traffic = round.Traffic;
        if (samples.Length == 0)
        {
            return;
        }

        foreach (var (app, sample) in round.Apps.Zip(samples))
        {
            _apps.Tell(new AppProtocol.Measured(app.Name, sample));
        }

        _scaling.Tell(new MetricsProtocol.Sampled(samples));
        _keeper.Keep(samples, Self, Life);
    }

    private ReplicaCapacity CapacityOf(AppSnapshot app) => ReplicaCapacity.Of(
        app.Spec.Resources,
        new ResourceLimits(_ports.Options.DefaultNanoCpus, _ports.Options.DefaultMemoryBytes),
        _ports.Host.Info?.Processors,
        _ports.Host.Info?.MemoryBytes);
}
