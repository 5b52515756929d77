using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Ingress;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Tests.Health;
using Orchestry.Actors.Tests.Ingress;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Engine;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Sealing;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Cluster;
using Orchestry.Testing.Documents;
using Orchestry.Testing.Engine;
using Orchestry.Testing.Ingress;
using Orchestry.Testing.Journal;
using Orchestry.Testing.Metrics;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Cluster;

public sealed class RehearsalTests : IAsyncLifetime
{
    private static readonly TimeSpan Guard = TestKit.Guard;

    private readonly ManualClock _clock = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly FakeStore _stage = new();
    private readonly FakeLease _lease = new();
    private readonly ReadModel _model = new();
    private readonly EngineHost _host = new();
    private FakeContainerEngine _engine = null!;

    [Fact]
    public async Task On_the_stage_applications_are_registered_and_started_and_neither_the_engine_nor_the_read_model_sees_anything()
    {
        await _engine.CreateContainerAsync(new ContainerSpec { Name = "stranger", Image = "web:1" }, default);
        Outcome<AppRegistered>? registered = null;
        Outcome<AppStarted>? started = null;
        var scene = new Scene(async (stage, cancellationToken) =>
        {
            var app = An.App("web");
            registered = await stage.RegisterAsync(app.Spec(), app.Document(), cancellationToken);
            started = await stage.StartAsync(app.Spec().Name, new StartRequest(1, Wait: false, TimeSpan.FromSeconds(1)), cancellationToken);
        });

        Assert.True(await Rehearsal(scene).RunAsync(default).WaitAsync(Guard));

        Assert.True(registered!.Value.TryGet(out _, out _));
        Assert.True(started!.Value.TryGet(out _, out _));
        Assert.Equal(1, _lease.Rehearsals);
        Assert.Equal(["stranger"], _engine.Containers.Select(c => c.Name));
        Assert.Empty(_model.Apps);
        Assert.Null(_host.Info);
    }

    [Fact]
    public async Task A_scene_that_fails_is_told_and_harms_nobody()
    {
        var scene = new Scene((_, _) => throw new InvalidOperationException("The prompter is ill."));

        Assert.True(await Rehearsal(scene).RunAsync(default).WaitAsync(Guard));

        Assert.Contains("The prompter is ill.", Assert.Single(_logs.WithId(2511)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elected_meanwhile_it_breaks_off_and_counts_as_not_played()
    {
        using var elected = new CancellationTokenSource();
        var scene = new Scene(async (_, cancellationToken) =>
        {
            await elected.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        });

        Assert.False(await Rehearsal(scene).RunAsync(elected.Token).WaitAsync(Guard));

        Assert.Empty(_logs.WithId(2511));
    }

    public async Task InitializeAsync()
    {
        _engine = new FakeContainerEngine(_clock);
        _engine.AddImage("web:1");
        await _stage.OpenAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _stage.DisposeAsync();
    }

    private Rehearsal Rehearsal(IRehearsal scene) => new(
        _lease, new Journals(_stage), Ports, new LogReader(_model, _engine), [scene], _clock, _logs.CreateLogger<Rehearsal>());

    private ControllerPorts Ports(IJournal journal, IOffice office)
    {
        var engine = new LeadersEngine(_engine, office);
        return new ControllerPorts
        {
            Options = new ControllerOptions(),
            Engine = engine,
            Store = _stage,
            Journal = journal,
            Traffic = new FakeTrafficBoard(_clock),
            Totals = new TrafficTotals(),
            Drains = new FakeDrains(_clock),
            Usage = new FakeUsageReader(_clock),
            Metrics = new FakeMetricHistory(),
            ReadModel = _model,
            Probe = new FakeReplicaProbe(),
            Lanes = new EngineLanes(4),
            Networks = new ApplicationNetworks(engine, new ControllerOptions()),
            Documents = new FakeDocuments(),
            Key = new MasterKey(new byte[MasterKey.Length]),
            Host = _host,
            Clock = _clock,
            SpecDefaults = SpecDefaults.Standard,
            Loggers = _logs,
            Jitter = () => 0.5,
        };
    }

    private sealed class Scene(Func<IOrchestrator, CancellationToken, Task> play) : IRehearsal
    {
        public Task PlayAsync(IOrchestrator stage, CancellationToken cancellationToken) => play(stage, cancellationToken);
    }

    private sealed class Journals(FakeStore stage) : IJournalFactory
    {
        public IJournal Begin(long term) => throw new InvalidOperationException("A rehearsal begins no term.");

        public IJournal Rehearse() => new ImmediateJournal(stage, 1);
    }
}
