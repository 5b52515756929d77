using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

/// <summary>All applications: one supervisor each. Passes on what clients ask and what the engine tells.</summary>
internal sealed class AppsActor : AwaitingActor
{
    private static readonly TimeSpan RestorePause = TimeSpan.FromSeconds(1);
    private readonly ControllerPorts _ports;
    private readonly IActorRef _images;
    private readonly IActorRef _readings;
    private readonly IReadOnlyList<Resource> _stored;
    private readonly ILogger _log;
    private readonly Dictionary<string, IActorRef> _supervisors = new(StringComparer.Ordinal);

    // Registrations of names whose former supervisor is about to end.
    private readonly List<(AppProtocol.IForApp Register, IActorRef Client)> _returning = [];

    // Applications without a supervisor until their record can be read: nobody may take their names or touch their containers.
    private readonly HashSet<string> _restoring = new(StringComparer.Ordinal);
    private readonly AppNames _names = new();
    private Action? _tellOfDocuments;
    private bool _isLoaded;

    public AppsActor(ControllerPorts ports, IActorRef images, IActorRef readings, IReadOnlyList<Resource> stored)
    {
        (_ports, _images, _readings, _stored) = (ports, images, readings, stored);
        _log = ports.Loggers.CreateLogger<AppsActor>();
        Receive<AppProtocol.IMayCreate>(wish => OnForApp(wish.For(_names.NameFor(wish.Spec, IsTaken))));
        Receive<AppProtocol.IForApp>(OnForApp);
        Receive<AppProtocol.Over>(OnOver);
        Receive<AppProtocol.Measured>(measured =>
        {
            if (_supervisors.TryGetValue(measured.App.Value, out var supervisor))
            {
                supervisor.Tell(measured);
            }
        });
        Receive<AppProtocol.DocumentsChanged>(changed =>
        {
            foreach (var supervisor in _supervisors.Values)
            {
                supervisor.Tell(changed);
            }
        });
        Receive<EngineWatchProtocol.EngineListed>(OnListed);
        Receive<EngineEvent.Died>(died =>
            ToReplica(died.Labels, new Replicas.ReplicaProtocol.ContainerDied(died.Id, died.ExitCode)));
        Receive<EngineEvent.OutOfMemory>(told => ToReplica(told.Labels, new Replicas.ReplicaProtocol.ContainerOutOfMemory(told.Id)));
        Receive<EngineEvent.Removed>(removed => ToReplica(removed.Labels, new Replicas.ReplicaProtocol.ContainerRemoved(removed.Id)));
        Receive<EngineEvent.Started>(_ => { });
        Receive<Terminated>(OnTerminated);
        Receive<Restore>(OnRestore);
        Receive<Restored>(OnRestored);
        Receive<Load>(_ => LoadAll());
        Receive<Loaded>(OnLoaded);
    }

    private sealed record Load;

    private sealed record Loaded(StoreSnapshot? Stored, string? Error);

    private sealed record Restore(string App);

    private sealed record Restored(string App, Resource? Resource, string? Error);

    protected override void PreStart()
    {
        Listen();
        SuperviseAll(_stored);
    }

    /// <summary>What was stored before the first life is old by now.</summary>
    protected override void PostRestart(Exception reason)
    {
        Listen();
        LoadAll();
    }

    protected override void PostStop()
    {
        _ports.Documents.Changed -= _tellOfDocuments;
        base.PostStop();
    }

    private void Listen()
    {
        var self = Self;
        _tellOfDocuments = () => self.Tell(new AppProtocol.DocumentsChanged());
        _ports.Documents.Changed += _tellOfDocuments;
    }

    // A supervisor's memory is suspect after a failure; its record in the store is not.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        _log.SupervisorFailed(Sender.Path.Name, error);
        return Directive.Stop;
    });

    private void LoadAll() =>
        _ = _ports.Store.LoadAsync(Life).PipeTo(
            Self,
            success: stored => new Loaded(stored, null),
            failure: error => new Loaded(null, error.Message));

    private void OnLoaded(Loaded loaded)
    {
        if (loaded.Stored is { } stored)
        {
            SuperviseAll(stored.Resources);
            return;
        }

        _log.RestoreFailed("every application", loaded.Error!);
        Timers.StartSingleTimer("load", new Load(), RestorePause);
    }

    private void SuperviseAll(IReadOnlyList<Resource> stored)
    {
        _isLoaded = true;
        foreach (var resource in stored.Where(r => r.Key.Kind == AppRecordJson.Kind))
        {
            Supervise(resource);
        }
    }

    /// <summary>One record that can't be read must not take the other applications down.</summary>
    private void Supervise(Resource resource)
    {
        try
        {
            var stored = StoredApp.Read(resource, _log);
            Supervise(AppName.Parse(resource.Key.Name), stored);
            _names.Learn(stored.Record);
            _restoring.Remove(resource.Key.Name);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            RestoreLater(resource.Key.Name, error.Message);
        }
    }

    private void RestoreLater(string app, string error)
    {
        _log.RestoreFailed(app, error);
        _restoring.Add(app);
        Timers.StartSingleTimer(app, new Restore(app), RestorePause);
    }

    private IActorRef Supervise(AppName name, StoredApp? stored)
    {
        var supervisor = Context.ActorOf(
            Props.Create(() => new ApplicationSupervisor(name, stored, _ports, _images, _readings)), name.Value);
        Context.Watch(supervisor);
        return _supervisors[name.Value] = supervisor;
    }

    private void OnForApp(AppProtocol.IForApp message)
    {
        if (_supervisors.TryGetValue(message.App.Value, out var supervisor))
        {
            supervisor.Forward(message);
        }
        else if (!_isLoaded || _restoring.Contains(message.App.Value))
        {
            Sender.Tell(message.Refused(new Refusal(
                RefusalKind.DatabaseFailed, $"Application '{message.App}' is being restored from the database; try again in a moment")));
        }
        else if (message is not AppProtocol.IMayCreate wish)
        {
            Sender.Tell(message.Refused(Refusal.NotFound(message.App.Value)));
        }
        else if (IsLeaving(message.App))
        {
            // Its removal is answered already: whoever registers it anew must not have to know that its supervisor still ends.
            _returning.Add((message, Sender));
        }
        else
        {
            _names.Learn(wish);
            Supervise(message.App, null).Forward(message);
        }
    }

    // One that can't be read may have any name in its namespace: whoever might be it has to wait.
    private bool IsTaken(string name) => _supervisors.ContainsKey(name) || _restoring.Contains(name);

    // The name of a child is free again only when the child is gone.
    private bool IsLeaving(AppName name) => Context.Children.Any(c => c.Path.Name == name.Value);

    private void OnOver(AppProtocol.Over over)
    {
        if (_supervisors.Remove(over.App.Value, out var supervisor))
        {
            var @namespace = _names.Forget(over.App);
            if (@namespace is { } left && !_names.AnyIn(left))
            {
                // As well as it goes: what is left of it is removed with the namespace's next last application.
                _ = _ports.Networks.RemoveAsync(left, Life);
            }

            // After what was sent to it so far, so that every client gets an answer.
            supervisor.Tell(PoisonPill.Instance);
        }
    }

    private void OnTerminated(Terminated terminated)
    {
        var app = terminated.ActorRef.Path.Name;
        // A name can be taken anew between the end of its former supervisor and the news of that end.
        if (_supervisors.TryGetValue(app, out var supervisor) && supervisor.Equals(terminated.ActorRef))
        {
            _supervisors.Remove(app);
            _restoring.Add(app);
            Timers.StartSingleTimer(app, new Restore(app), RestorePause);
            return;
        }

        foreach (var (register, client) in _returning.Where(r => r.Register.App.Value == app).ToArray())
        {
            _returning.Remove((register, client));
            Self.Tell(register, client);
        }
    }

    private void OnRestore(Restore restore) =>
        _ = _ports.Store.FindAsync(new ResourceKey(AppRecordJson.Kind, ResourceKey.DefaultNamespace, restore.App), Life).PipeTo(
            Self,
            success: resource => new Restored(restore.App, resource, null),
            failure: error => new Restored(restore.App, null, error.Message));

    private void OnRestored(Restored restored)
    {
        if (restored.Error is { } error)
        {
            RestoreLater(restored.App, error);
        }
        else if (restored.Resource is { } resource)
        {
            Supervise(resource);
        }
        else
        {
            _restoring.Remove(restored.App);
            _names.Forget(AppName.Parse(restored.App));
        }
    }

    private void ToReplica(IReadOnlyDictionary<string, string> labels, object message)
    {
        if (labels.GetValueOrDefault(ContainerLabels.App) is { } app
            && _supervisors.TryGetValue(app, out var supervisor)
            && int.TryParse(labels.GetValueOrDefault(ContainerLabels.Attempt), CultureInfo.InvariantCulture, out var attempt))
        {
            supervisor.Tell(new AppProtocol.EngineTold(attempt, message));
        }
    }

    private void OnListed(EngineWatchProtocol.EngineListed listed)
    {
        if (!_isLoaded)
        {
            return;
        }

        var byApp = listed.Containers.ToLookup(c => c.Labels.GetValueOrDefault(ContainerLabels.App) ?? "");
        foreach (var (app, supervisor) in _supervisors)
        {
            supervisor.Tell(new AppProtocol.Listed([.. byApp[app]], listed.AskedAt));
        }

        foreach (var stray in byApp.Where(g => !_supervisors.ContainsKey(g.Key) && !_restoring.Contains(g.Key)).SelectMany(g => g))
        {
            _log.RemovingOrphan(stray.Labels.GetValueOrDefault(ContainerLabels.App) ?? "no application", stray.Name);
            _ = Orphans.RemoveAsync(_ports.Engine, stray, _log, Life);
        }
    }
}
