using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Documents;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Ingress;
using Orchestry.Actors.Logs;
using Orchestry.Actors.Orchestration;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Actors.Tests.Health;
using Orchestry.Actors.Tests.Ingress;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
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

[Collection(nameof(ControllerSuite))]
public sealed class LeadershipTests : IAsyncLifetime
{
    private static readonly TimeSpan Guard = TestKit.Guard;
    private static readonly ClusterNode Self = new("a", "host-a", "http://a:8000");
    private readonly ManualClock _clock = new();
    private readonly FakeStore _store = new();
    private readonly FakeLease _lease = new();
    private readonly FakeMembership _members = new();
    private readonly Seat _seat = new();
    private readonly ReadModel _model = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _rehearsed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeContainerEngine _engine = null!;
    private ClusterState _state = null!;
    private Orchestrator _orchestrator = null!;
    private Leadership _leadership = null!;
    private Task _running = null!;
    private readonly Duty _duty = new();
    private int _rehearsals;

    [Fact]
    public async Task A_node_that_was_not_elected_takes_no_writes()
    {
        var refusal = (await RegisterAsync()).Refused(RefusalKind.NotLeader);

        Assert.Equal(("This node does not lead; nothing was changed", false), (refusal.Details, refusal.IsOutcomeUnknown));
        Assert.Null(((ILeaderJournal)_seat).Current);
        Assert.Equal(0, _store.Commits);
    }

    [Fact]
    public async Task A_node_is_prepared_when_it_has_rehearsed()
    {
        await Eventually.TrueAsync(() => _rehearsals == 1);
        Assert.False(_leadership.Prepared.IsCompleted);

        _rehearsed.SetResult();

        await _leadership.Prepared.WaitAsync(Guard);
    }

    [Fact]
    public async Task A_node_that_is_elected_while_it_rehearses_does_not_wait_for_the_end_of_the_play()
    {
        await Eventually.TrueAsync(() => _rehearsals == 1);

        await TakeOfficeAsync();

        await _leadership.Prepared.WaitAsync(Guard);
        Assert.False(_rehearsed.Task.IsCompleted);
        (await RegisterAsync()).Granted();
    }

    [Fact]
    public async Task An_elected_node_writes_with_its_term_and_says_that_it_leads()
    {
        await TakeOfficeAsync();

        (await RegisterAsync()).Granted();

        Assert.True(_state.View.IsLeader);
        Assert.Equal(1, _store.Term);
    }

    [Fact]
    public async Task A_node_whose_office_ends_gives_the_lease_back_stops_its_actors_and_stands_again()
    {
        var office = await TakeOfficeAsync();
        var actors = _seat.Term!.System;

        office.End("the lease could not be renewed");
        await office.Released.WaitAsync(Guard);

        Assert.False(_state.View.IsLeader);
        await actors.WhenTerminated.WaitAsync(Guard);
        (await RegisterAsync()).Refused(RefusalKind.NotLeader);
        await Eventually.TrueAsync(() => _lease.HasCandidate);
        Assert.Equal(2, (await TakeOfficeAsync()).Term);
        (await RegisterAsync()).Granted();
        Assert.Equal(2, _store.Term);
    }

    [Fact]
    public async Task Whoever_waits_for_an_answer_when_the_office_ends_is_told_that_the_outcome_is_not_known()
    {
        var office = await TakeOfficeAsync();
        using var gate = _store.HoldCommits();
        var waiting = RegisterAsync();
        await gate.Reached;

        office.End("deposed");

        var refusal = (await waiting.WaitAsync(Guard)).Refused(RefusalKind.NotLeader);
        Assert.True(refusal.IsOutcomeUnknown);
        Assert.Contains("not known", refusal.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_finds_its_term_passed_steps_down()
    {
        var office = await TakeOfficeAsync();
        _store.RaiseTerm(9);

        (await RegisterAsync()).Refused(RefusalKind.NotLeader);

        await office.Released.WaitAsync(Guard);
        Assert.False(_state.View.IsLeader);
        Assert.Equal(0, _store.Commits);
    }

    [Fact]
    public async Task A_commit_of_unknown_outcome_ends_the_office_and_the_next_one_begins_with_what_is_stored()
    {
        var office = await TakeOfficeAsync();
        _store.FailNextCommit(new OutcomeUnknownException("The connection broke."));

        Assert.False((await RegisterAsync()).TryGet(out _, out _));

        await office.Released.WaitAsync(Guard);
        await Eventually.TrueAsync(() => _lease.HasCandidate);
        await TakeOfficeAsync();
        (await RegisterAsync()).Granted();
    }

    [Fact]
    public async Task A_store_that_can_not_be_read_at_the_beginning_of_an_office_costs_the_office_and_not_the_node_which_pauses_before_it_stands_again()
    {
        _store.ReadFailure = new StoreException("away");
        var office = _lease.Elect();
        await office.Released.WaitAsync(Guard);
        Assert.Null(_seat.Term);

        await Eventually.TrueAsync(() => _clock.ActiveTimers == 1);
        Assert.False(_lease.HasCandidate);
        _store.ReadFailure = null;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _lease.HasCandidate);
        await TakeOfficeAsync();

        (await RegisterAsync()).Granted();
    }

    [Fact]
    public async Task A_node_that_leaves_office_because_the_database_is_away_says_so_at_once()
    {
        var office = await TakeOfficeAsync();
        _members.Failure = new StoreException("PostgreSQL does not answer.");

        office.End("the connection broke");

        await Eventually.TrueAsync(() => _state.View.DatabaseFault == "PostgreSQL does not answer.");
    }

    [Fact]
    public async Task Stopping_the_process_leaves_office_in_order()
    {
        var office = await TakeOfficeAsync();

        await _stopping.CancelAsync();
        await _running.WaitAsync(Guard);

        Assert.True(office.Released.IsCompleted);
        Assert.False(_state.View.IsLeader);
    }

    public async Task InitializeAsync()
    {
        _engine = new FakeContainerEngine(_clock);
        _engine.AddImage("web:1");
        await _store.OpenAsync(CancellationToken.None);
        var identity = new ClusterIdentity(Self, "1.0.0", IsClustered: true, TimeSpan.FromSeconds(1));
        _state = new ClusterState(identity, _clock, _logs.CreateLogger<ClusterState>());
        _orchestrator = new Orchestrator(_seat, new LogReader(_model, _engine), _model, new FakeRoutes());
        var follower = new JournalFollower(
            _store, null, new ReadModelProjection(_model, SpecDefaults.Standard, _logs.CreateLogger<ReadModelProjection>()),
            new DocumentService(_seat, _model), _clock,
            _logs.CreateLogger<JournalFollower>());
        _leadership = new Leadership(
            _lease, new Journals(_store), follower,
            new MembershipLoop(_members, identity, _state, _clock), _model, Ports, RehearseAsync,
            new OfficeDuties([_duty], _clock, _logs.CreateLogger<OfficeDuties>()), _seat, identity, _state, _clock, _logs.CreateLogger<Leadership>());
        _running = _leadership.RunAsync(_stopping.Token);
        await Eventually.TrueAsync(() => _lease.HasCandidate);
    }

    public async Task DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(Guard);
        await _engine.DisposeAsync();
        await _store.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task<FakeOffice> TakeOfficeAsync()
    {
        var office = _lease.Elect();
        await Eventually.TrueAsync(() => _state.View.IsLeader);
        return office;
    }

    private Task<Outcome<AppRegistered>> RegisterAsync()
    {
        var app = An.App("web");
        return _orchestrator.RegisterAsync(app.Spec(), app.Document(), CancellationToken.None);
    }

    private async Task<bool> RehearseAsync(CancellationToken untilElected)
    {
        Interlocked.Increment(ref _rehearsals);
        await _rehearsed.Task.WaitAsync(untilElected).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _rehearsed.Task.IsCompleted;
    }

    private ControllerPorts Ports(IJournal journal, IOffice office) => new()
    {
        Options = new ControllerOptions(),
        Engine = _engine,
        Store = _store,
        Journal = journal,
        Traffic = new FakeTrafficBoard(_clock),
        Totals = new TrafficTotals(),
        Drains = new FakeDrains(_clock),
        Usage = new FakeUsageReader(_clock),
        Metrics = new FakeMetricHistory(),
        ReadModel = _model,
        Probe = new FakeReplicaProbe(),
        Lanes = new EngineLanes(4),
        Networks = new ApplicationNetworks(_engine, new ControllerOptions()),
        Documents = new FakeDocuments(),
        Key = new MasterKey(new byte[MasterKey.Length]),
        Host = new EngineHost(),
        Clock = _clock,
        SpecDefaults = SpecDefaults.Standard,
        Loggers = _logs,
        Jitter = () => 0.5,
    };

    [Fact]
    public async Task Whenever_a_node_takes_office_it_sees_to_its_duties_and_again_while_the_database_fails()
    {
        _duty.Failures = 2;
        var office = await TakeOfficeAsync();
        await Eventually.TrueAsync(() => _duty.Tries == 1);
        Assert.False(_leadership.Prepared.IsCompleted);
        foreach (var tries in new[] { 2, 3 })
        {
            await Eventually.TrueAsync(() => _clock.NextDue is not null);
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Eventually.TrueAsync(() => _duty.Tries == tries);
        }

        await _leadership.Prepared.WaitAsync(Guard);

        office.End("the connection broke");
        await Eventually.TrueAsync(() => !_state.View.IsLeader && _lease.HasCandidate);
        await TakeOfficeAsync();
        await Eventually.TrueAsync(() => _duty.Tries == 4);
    }

    [Fact]
    public async Task An_office_ends_although_a_duty_waits()
    {
        _duty.Failures = int.MaxValue;
        var office = await TakeOfficeAsync();
        await Eventually.TrueAsync(() => _duty.Tries == 1);

        office.End("the connection broke");

        await Eventually.TrueAsync(() => !_state.View.IsLeader);
        await office.Released.WaitAsync(Guard);
    }

    private sealed class Duty : IOfficeDuty
    {
        private int _tries;

        public int Tries => Volatile.Read(ref _tries);

        public int Failures { get; set; }

        public Task PerformAsync(CancellationToken cancellationToken) => Interlocked.Increment(ref _tries) <= Failures
            ? Task.FromException(new StoreException("The disk is full."))
            : Task.CompletedTask;
    }

    private sealed class Journals(FakeStore store) : IJournalFactory
    {
        public IJournal Begin(long term) => new ImmediateJournal(store, term);

        public IJournal Rehearse() => throw new InvalidOperationException("Nothing is rehearsed here.");
    }
}
