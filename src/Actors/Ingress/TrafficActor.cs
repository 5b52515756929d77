using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;

namespace Orchestry.Actors.Ingress;

/// <summary>Adds up once a second what all nodes say of their ingresses, and writes into the journal when one of them is at fault.</summary>
internal sealed class TrafficActor : AwaitingActor
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A node that has said nothing for so long brings no requests any more; each says something every second.
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(30);

    private readonly ControllerPorts _ports;
    private readonly ILogger _log;
    private readonly TrafficLedger _ledger = new();
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);
    private readonly long _since;
    private bool _isStuck;

    public TrafficActor(ControllerPorts ports)
    {
        _ports = ports;
        _log = ports.Loggers.CreateLogger<TrafficActor>();
        _since = ports.Clock.GetTimestamp();
        Receive<Look>(_ => Read());
        Receive<Posted>(posted => OnPosted(posted.Nodes));
        Receive<Unread>(unread =>
        {
            if (!_isStuck)
            {
                _isStuck = true;
                _log.BoardUnread(unread.Error);
            }

            LookAgain();
        });
        Receive<Written>(written =>
        {
            if (written.Error is { } error)
            {
                _log.FaultUnwritten(error);
            }
        });
    }

    private sealed record Look;

    private sealed record Posted(IReadOnlyList<PostedTraffic> Nodes);

    private sealed record Unread(string Error);

    private sealed record Written(string? Error);

    protected override void PreStart()
    {
        // The totals outlive an office, and this actor's mistakes; its counting does not.
        _ports.Totals.Begin();
        Read();
    }

    private void Read() => _ = _ports.Traffic.ReadAsync(Life).PipeTo(
        Self,
        success: nodes => new Posted(nodes),
        failure: error => new Unread(error.Message));

    private void LookAgain() => Timers.StartSingleTimer("look", new Look(), Interval);

    private void OnPosted(IReadOnlyList<PostedTraffic> nodes)
    {
        _isStuck = false;
        var moment = TrafficReading.AgeOf(nodes) is { } age
            ? _ports.Clock.GetTimestamp() - (long)(age.TotalSeconds * _ports.Clock.TimestampFrequency)
            : (long?)null;
        _ports.Totals.Learn(_ledger.Add([.. nodes.Select(n => n.Traffic)]), _since, moment);
        _ports.Totals.LearnModes([.. nodes.Where(n => n.Age < Silent).Select(n => n.Traffic.State.Mode)]);
        foreach (var (node, state) in nodes.Select(n => (n.Traffic.Node, n.Traffic.State)))
        {
            TellFault(node, state.Fault);
        }

        LookAgain();
    }

    private void TellFault(string node, string? fault)
    {
        if (fault == _faults.GetValueOrDefault(node))
        {
            return;
        }

        if (fault is null)
        {
            _faults.Remove(node);
            Journal(EventLevel.Info, "IngressRecovered", $"The ingress of node {node} is well again");
            return;
        }

        _faults[node] = fault;
        Journal(EventLevel.Error, "IngressFault", $"The ingress of node {node}: {fault}");
    }

    private void Journal(EventLevel level, string reason, string message)
    {
        var happened = new EventRecord
        {
            Type = level == EventLevel.Error ? EventType.Error : EventType.Config,
            Level = level,
            Component = "ingress",
            Reason = reason,
            Message = message,
            At = _ports.Now,
        };
        _ = _ports.Journal.AppendAsync([new Change(happened)], Life).PipeTo(
            Self, success: _ => new Written(null), failure: error => new Written(error.Message));
    }
}
