using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Ingress;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Orchestration;
using Orchestry.Actors.Tests.Health;
using Orchestry.Actors.Tests.Ingress;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;
using Orchestry.Core.Sealing;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Documents;
using Orchestry.Testing.Engine;
using Orchestry.Testing.Ingress;
using Orchestry.Testing.Journal;
using Orchestry.Testing.Metrics;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>
/// The real controller on a fake engine, a fake store and a clock that only the test moves. Engine, store and clock outlive the controller,
/// so that it can be restarted or killed.
/// </summary>
internal sealed class TestController : IAsyncDisposable
{
    /// <summary>Real time after which a wait counts as failed. Only a guard: nothing waits for it to pass.</summary>
    public static readonly TimeSpan Guard = TestKit.Guard;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<AppSnapshot> _published = [];
    private readonly ConcurrentQueue<string> _unshown = [];
    private MortalEngine _life = null!;
    private readonly Seat _seat = new();
    private ControllerTerm _term = null!;

    private TestController(ControllerOptions options)
    {
        Options = options;
        (Traffic, Drains, Usage) = (new FakeTrafficBoard(Clock), new FakeDrains(Clock), new FakeUsageReader(Clock));
        Engine = new FakeContainerEngine(Clock);
        Engine.AddImage("web:1");
        Engine.AddImage("web:2");
        Journal = new ImmediateJournal(Store);
    }

    public ManualClock Clock { get; } = new();

    public FakeContainerEngine Engine { get; }

    public FakeStore Store { get; } = new();

    public ImmediateJournal Journal { get; private set; }

    public FakeReplicaProbe Probe { get; } = new();

    public FakeReadingBoard Board { get; } = new();

    public FakeTrafficBoard Traffic { get; }

    public FakeDrains Drains { get; }

    public FakeRoutes Routes { get; } = new();

    public FakeUsageReader Usage { get; }

    public FakeDocuments Documents { get; } = new();

    public MasterKey Key { get; } = new(new byte[MasterKey.Length]);

    public FakeMetricHistory Metrics { get; } = new();

    public CapturingLoggerFactory Logs { get; } = new();

    public ControllerOptions Options { get; set; }

    public ControllerPorts Ports { get; private set; } = null!;

    public IOrchestrator Orchestrator { get; private set; } = null!;

    /// <summary>Every snapshot that was ever published, in order.</summary>
    public IReadOnlyList<AppSnapshot> Published
    {
        get
        {
            lock (_published)
            {
                return [.. _published];
            }
        }
    }

    /// <summary>Completes when the process that <see cref="RestartControllerAsync"/> limited has made its last engine call.</summary>
    public bool HasDied => _life.IsDead;

    /// <summary>Whether there are other nodes: readings are shared, and each life begins as a node that followed the one before.</summary>
    public bool IsClustered { get; private init; }

    public static async Task<TestController> StartAsync(ControllerOptions? options = null, bool isClustered = false)
    {
        var controller = new TestController(options ?? new ControllerOptions()) { IsClustered = isClustered };
        await controller.Store.OpenAsync(CancellationToken.None);
        await controller.BeginAsync(null);
        return controller;
    }

    /// <summary>Ends the process, in order or by death, and begins another on the same store and engine.</summary>
    /// <param name="lastCall">The new process dies when this engine call has been carried out and before it is answered.</param>
    public async Task RestartControllerAsync(int? lastCall = null)
    {
        await KillAsync();
        await BeginAsync(lastCall);
    }

    /// <summary>As <c>kill -9</c> does: nothing that is under way is finished or answered.</summary>
    public async Task KillAsync()
    {
        _life.Die();
        await _term.System.Terminate().WaitAsync(Guard).ConfigureAwait(false);
    }

    public AppSnapshot App(string name) => Ports.ReadModel.Find(AppName.Parse(name))
        ?? throw new InvalidOperationException($"There is no application {name}.");

    public ReplicaSnapshot Replica(string name) => Ports.ReadModel.Apps.SelectMany(a => a.Replicas).Last(r => r.Id.Name == name);

    public async Task<AppRecord> RecordAsync(string name) =>
        AppRecordJson.Read((await Store.FindAsync(new(AppRecordJson.Kind, "default", name), CancellationToken.None))!.Spec);

    public FakeContainer Container(string replica) => Engine.Container(Replica(replica).Container!.Value.Value);

    public IEnumerable<string> RunningContainers() => Engine.Containers.Where(c => c.IsRunning).Select(c => c.Name).Order(StringComparer.Ordinal);

    public async Task<Outcome<AppRegistered>> RegisterAsync(AppBuilder app) =>
        await Orchestrator.RegisterAsync(app.Spec(), app.Document(), CancellationToken.None);

    public Task<Outcome<AppStarted>> StartAsync(string app, int? replicas = null, bool wait = false, TimeSpan? timeout = null) =>
        Orchestrator.StartAsync(AppName.Parse(app), new StartRequest(replicas, wait, timeout ?? Patience), CancellationToken.None);

    public Task<Outcome<AppScaled>> ScaleAsync(string app, int replicas, bool wait = false, TimeSpan? timeout = null) =>
        Orchestrator.ScaleAsync(AppName.Parse(app), new ScaleRequest(replicas, wait, timeout ?? Patience), CancellationToken.None);

    public Task<Outcome<AppStopped>> StopAsync(string app, bool force = false, int grace = 10) =>
        Orchestrator.StopAsync(AppName.Parse(app), new StopRequest(force, TimeSpan.FromSeconds(grace)), CancellationToken.None);

    public Task<Outcome<AppRemoved>> RemoveAsync(string app, bool force = false, bool keepData = false) =>
        Orchestrator.RemoveAsync(AppName.Parse(app), new RemoveRequest(force, keepData), CancellationToken.None);

    public Task<Outcome<PolicyChanged>> SetPolicyAsync(string app, ScalingPolicyPatch patch) =>
        Orchestrator.SetPolicyAsync(AppName.Parse(app), patch, CancellationToken.None);

    /// <summary>Registers and starts an application and waits until all of it is healthy.</summary>
    public async Task DeployAsync(AppBuilder app)
    {
        (await RegisterAsync(app)).Granted();
        (await StartAsync(app.Name, app.Replicas)).Granted();
        await HealthyAsync(app.Name, app.Replicas);
    }

    /// <summary>Makes an application's supervisor throw on a message that no client can send.</summary>
    public Task FailSupervisorAsync(string app)
    {
        _term.Actor.Tell(new AppProtocol.Scale(AppName.Parse(app), null!));
        return UntilAsync(() => Logs.WithId(2006).Count > 0);
    }

    /// <summary>Makes the actor of all applications throw on a message that no client can send.</summary>
    public Task FailAppsAsync()
    {
        _term.Actor.Tell(new AppProtocol.Stop(default, null!));
        return SettleAsync();
    }

    /// <summary>Puts a record into the store that no controller of this version can have written.</summary>
    public async Task SpoilRecordAsync(string app)
    {
        var record = await RecordAsync(app);
        var spoilt = AppRecordJson.Write(record with { Specs = [record.CurrentSpec with { Document = "{}" }] });
        var told = new EventRecord { Type = EventType.Config, Component = "test", Reason = "Spoilt", Message = "Spoilt", At = Clock.GetUtcNow() };
        await Store.CommitAsync(
            [new Change(told, new Mutation.Put(new(AppRecordJson.Kind, "default", app), spoilt, null))], 1, CancellationToken.None);
    }

    public Task HealthyAsync(string app, int replicas) => UntilAsync(
        () => App(app) is { } now && now.HealthyReplicas == replicas && now.Replicas.Length == replicas,
        () => $"{replicas} healthy replicas of {app}");

    /// <summary>What must be so once everything has come to rest, without any time. What a request just granted has by then been published.</summary>
    public async Task UntilAsync(Func<bool> isSo, Func<string>? what = null)
    {
        await SettleAsync().ConfigureAwait(false);
        Must(isSo(), what?.Invoke() ?? "the condition");
    }

    /// <summary>Moves the clock in steps until something is so, an hour at most.</summary>
    public async Task AdvanceUntilAsync(Func<bool> isSo, Func<string>? what = null)
    {
        var end = Clock.GetUtcNow() + TimeSpan.FromHours(1);
        await SettleAsync().ConfigureAwait(false);
        while (!isSo())
        {
            if (Clock.GetUtcNow() >= end)
            {
                Must(false, $"within an hour {what?.Invoke() ?? "the condition"}");
            }

            await AdvanceAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }
    }

    /// <summary>Moves the clock timer by timer; after each, everything comes to rest.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var until = Clock.GetUtcNow() + by;
        await SettleAsync().ConfigureAwait(false);
        while (Clock.NextDue is { } due && due <= until)
        {
            Clock.AdvanceTo(due);
            await SettleAsync().ConfigureAwait(false);
        }

        Clock.AdvanceTo(until);
        await SettleAsync().ConfigureAwait(false);
    }

    /// <summary>Waits until nothing moves: no mailbox has anything to do, and no thread works for one.</summary>
    public async Task SettleAsync()
    {
        await _term.System.WhenIdleAsync().WaitAsync(Guard).ConfigureAwait(false);
        await PoolRest.UntilAsync(Guard).ConfigureAwait(false);
    }

    /// <summary>Fails with everything there is to see, unless it is so.</summary>
    public void Must(bool isSo, string what)
    {
        if (!isSo)
        {
            Assert.Fail($"Expected {what}.{Environment.NewLine}{Describe()}");
        }
    }

    private string Describe()
    {
        var lines = Ports.ReadModel.Apps.SelectMany(app => app.Replicas.Select(r => $"  {r.Id} {r.Phase} {r.LastError}")
            .Prepend($"{app.Name}: {app.Status} {app.DesiredReplicas} wanted, {app.StatusReason}"));
        return string.Join(Environment.NewLine, lines
            .Concat(Engine.Containers.Select(c => $"  container {c.Name} {c.State}"))
            .Concat(Engine.Calls.TakeLast(15).Select(c => $"  call {c.Operation} {c.Argument} at {c.At - Clock.Start}"))
            .Concat(Logs.Entries.TakeLast(15).Select(e => $"  {e.Level} {e.Message} {e.Exception}"))
            .Append(string.Create(CultureInfo.InvariantCulture, $"  after {Clock.Elapsed}")));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Assert.Empty(_unshown);
        await Engine.DisposeAsync();
        await Store.DisposeAsync();
        Key.Dispose();
    }

    /// <summary>Whoever hears of a revision must find what was written up to it.</summary>
    private void Notice(CommittedBatch batch, ReadModel model)
    {
        foreach (var app in batch.Resources.Where(r => r.Key.Kind == AppRecordJson.Kind))
        {
            if (model.Find(AppName.Parse(app.Key.Name))?.Revision is not { } shown || shown < app.Revision)
            {
                _unshown.Enqueue($"{app.Key.Name} of revision {app.Revision}");
            }
        }

        foreach (var removed in batch.Entries.Where(e => e.IsDelete && batch.Resources.All(r => r.Key != e.Key)))
        {
            if (removed.Key is { Kind: AppRecordJson.Kind } key && model.Find(AppName.Parse(key.Name)) is not null)
            {
                _unshown.Enqueue($"the removal of {key.Name} at revision {removed.Revision}");
            }
        }
    }

    private async Task BeginAsync(int? lastCall)
    {
        _life = new MortalEngine(Engine, lastCall);
        Journal = new ImmediateJournal(Store) { Failure = Journal.Failure };
        var host = new EngineHost();
        var model = new ReadModel();
        model.Published += app =>
        {
            lock (_published)
            {
                _published.Add(app);
            }
        };
        Ports = new ControllerPorts
        {
            Options = Options,
            Engine = _life,
            Store = Store,
            Journal = new MortalJournal(Journal, _life),
            Readings = IsClustered ? Board : null,
            Traffic = Traffic,
            Totals = new TrafficTotals(),
            Drains = Drains,
            Usage = Usage,
            Metrics = Metrics,
            ReadModel = model,
            Probe = Probe,
            Lanes = new EngineLanes(Options.MaxConcurrentLaunches),
            Networks = new ApplicationNetworks(_life, Options),
            Documents = Documents,
            Key = Key,
            Host = host,
            Clock = Clock,
            SpecDefaults = SpecDefaults.Standard,
            Loggers = Logs,
            Jitter = () => 0.5,
        };
        if (IsClustered)
        {
            await new Follower(this, model).LoadAsync();
        }

        var stored = await Store.LoadAsync(CancellationToken.None);
        model.Reached(stored.Revision);
        Ports.Journal.Committed += batch =>
        {
            Notice(batch, model);
            model.Reached(batch.Revision);
        };
        _seat.Term = _term = new ControllerTerm(Ports, stored, tracksIdle: true);
        Orchestrator = new Orchestrator(_seat, new LogReader(model, _life), model, Routes);
        await SettleAsync();
    }
}
