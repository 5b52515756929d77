using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Metrics;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Explained;

namespace Orchestry.Actors.Scaling;

/// <summary>
/// The autoscaler of the node that leads: keeps what was measured, decides about every application at its interval and at once where a request waits for
/// a replica, has the supervisors carry it out, and writes down why.
/// </summary>
internal sealed partial class ScalingActor : AwaitingActor
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(1);

    private readonly ControllerPorts _ports;
    private readonly IActorRef _apps;
    private readonly ILogger _log;
    private readonly DateTimeOffset _since;
    private readonly Dictionary<string, WatchedApp> _watched = new(StringComparer.Ordinal);

    // Those that may not scale because too many do, by how long they have waited: the next room is the first one's.
    private readonly List<string> _waiting = [];

    /// <param name="ports">What it stands on.</param>
    /// <param name="apps">Passes decisions on to the supervisors.</param>
    public ScalingActor(ControllerPorts ports, IActorRef apps)
    {
        (_ports, _apps, _since) = (ports, apps, ports.Now);
        _log = ports.Loggers.CreateLogger<ScalingActor>();
        Receive<MetricsProtocol.Sampled>(sampled => OnSampled(sampled.Samples));
        Receive<ScalingProtocol.Check>(_ => CheckAll());
        Receive<ScalingProtocol.Look>(_ => Look());
        Receive<ScalingProtocol.Scaled>(scaled => Answered(scaled.App, (app, write) => app.Log.Written(write)));
        Receive<ScalingProtocol.Refused>(OnRefused);
        Receive<ScalingProtocol.Explained>(OnExplained);
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("check", new ScalingProtocol.Check(), _ports.Options.ScaleCheckInterval);
        Timers.StartPeriodicTimer("look", new ScalingProtocol.Look(), LookInterval);
    }

    private void OnSampled(IReadOnlyList<MetricSample> samples)
    {
        foreach (var sample in samples)
        {
            if (AppName.TryParse(sample.App, out var name) && _ports.ReadModel.Find(name) is { } app)
            {
                Watched(app).Add(sample, app.Scaling, _ports.Options.MetricsInterval);
            }
        }
    }

    private void CheckAll()
    {
        var apps = _ports.ReadModel.Apps;
        var byName = apps.ToDictionary(a => a.Name.Value, StringComparer.Ordinal);
        foreach (var gone in _watched.Keys.Where(name => !byName.ContainsKey(name)).ToArray())
        {
            _watched.Remove(gone);
        }

        _waiting.RemoveAll(name => !byName.ContainsKey(name));
        foreach (var app in _waiting.Select(name => byName[name]).Concat(apps).DistinctBy(a => a.Name).ToArray())
        {
            Judge(app);
        }

        WriteReasons();
    }

    /// <summary>Between the checks: who is called for is woken at once, and room that has become free is used.</summary>
    private void Look()
    {
        foreach (var app in _ports.ReadModel.Apps.Where(a => a.IsAsleep && Held(a) > 0))
        {
            Judge(app);
        }

        var room = _ports.Options.ScaleMaxConcurrent - CountScaling(except: default);
        foreach (var name in _waiting.Take(Math.Max(0, room)).ToArray())
        {
            if (_ports.ReadModel.Find(AppName.Parse(name)) is { } app)
            {
                Judge(app);
            }
        }
    }

    private void Judge(AppSnapshot app)
    {
        var watched = Watched(app);
        if (watched.Asked is { } lost && _ports.Now - lost.At > LongestAnswer)
        {
            // Its supervisor has failed and begins anew: whatever it committed is in the record by now.
            watched.Asked = null;
            watched.Log.NotWritten(lost);
        }

        if (app.Status == AppStatus.Stopped || watched.Asked is not null)
        {
            return;
        }

        var input = InputOf(app, watched);
        var decision = ZeroGuard.Decide(input, IngressHolds());
        watched.Add(decision);
        Queue(app.Name.Value, decision);
        if (decision.Trigger == ScalingTriggers.NotJudged)
        {
            // People decide: there is no decision to tell of.
            return;
        }

        if (decision.Action == ScalingAction.Hold)
        {
            watched.Log.Hold(decision, input);
            return;
        }

        _log.Decided(app.Name.Value, decision.From, decision.To, decision.Reason);
        var write = watched.Log.Change(decision, input);
        watched.Asked = write;
        _apps.Tell(new AppProtocol.AutoScale(app.Name, decision, write.Event), Self);
    }

    private void Queue(string app, ScalingDecision decision)
    {
        var waits = decision.Action == ScalingAction.Hold && decision.Vetoes.Any(v => v.Name == VetoNames.Concurrency);
        if (!waits)
        {
            _waiting.Remove(app);
        }
        else if (!_waiting.Contains(app))
        {
            _waiting.Add(app);
        }
    }

    private void OnRefused(ScalingProtocol.Refused refused)
    {
        _log.Overtaken(refused.App.Value, refused.Why.Details);
        Answered(refused.App, (app, write) => app.Log.NotWritten(write));
    }

    private void Answered(AppName name, Action<WatchedApp, DecisionWrite> note)
    {
        if (_watched.TryGetValue(name.Value, out var app) && app.Asked is { } write)
        {
            app.Asked = null;
            note(app, write);
        }
    }

    /// <summary>What is due of all applications goes into the journal together.</summary>
    private void WriteReasons()
    {
        var due = new List<(WatchedApp App, DecisionWrite Write)>();
        foreach (var app in _watched.Values)
        {
            if (app.Log.Due(_ports.Now) is { } write)
            {
                due.Add((app, write));
            }
        }

        if (due.Count > 0)
        {
            _ = _ports.Journal.AppendAsync([.. due.Select(d => new Change(d.Write.Event))], Life).PipeTo(
                Self,
                success: _ => new ScalingProtocol.Explained(due, null),
                failure: error => new ScalingProtocol.Explained(due, error.Message));
        }
    }

    private void OnExplained(ScalingProtocol.Explained explained)
    {
        foreach (var (app, write) in explained.Writes)
        {
            if (explained.Error is null)
            {
                app.Log.Written(write);
            }
            else
            {
                app.Log.NotWritten(write);
            }
        }

        if (explained.Error is { } error)
        {
            _log.Unexplained(error);
        }
    }
}
