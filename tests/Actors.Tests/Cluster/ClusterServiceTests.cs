using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Documents;
using Orchestry.Core.Apps;
using Orchestry.Core.Cluster;
using Orchestry.Core.Journal;
using Orchestry.Testing;
using Orchestry.Testing.Cluster;
using Orchestry.Testing.Journal;

namespace Orchestry.Actors.Tests.Cluster;

public sealed class ClusterServiceTests : IAsyncLifetime
{
    private readonly FakeStore _store = new();
    private readonly FakeLease _lease = new();
    private readonly FakeMembership _members = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly Lifetime _lifetime = new();
    private ClusterService _service = null!;

    [Fact]
    public async Task A_database_that_is_away_ends_nothing()
    {
        await _service.StartAsync(default).WaitAsync(TestKit.Guard);
        _members.Failure = new StoreException("away");
        var beats = _members.Beats;

        await Eventually.TrueAsync(() => _members.Beats > beats + 2);

        Assert.False(_service.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_defect_in_one_part_ends_all_of_it_so_that_the_process_ends()
    {
        await _service.StartAsync(default).WaitAsync(TestKit.Guard);
        Assert.True(_lease.HasCandidate);

        _members.Failure = new InvalidCastException("the test said so");

        await Assert.ThrowsAsync<InvalidCastException>(() => _service.ExecuteTask!.WaitAsync(TestKit.Guard));
        await _service.StopAsync(default).WaitAsync(TestKit.Guard);
    }

    [Fact]
    public async Task The_signal_to_stop_ends_it_before_the_host_stops_it()
    {
        await _service.StartAsync(default).WaitAsync(TestKit.Guard);

        _lifetime.StopApplication();

        await _service.ExecuteTask!.WaitAsync(TestKit.Guard);
    }

    public async Task InitializeAsync()
    {
        await _store.OpenAsync(CancellationToken.None);
        var self = new ClusterNode("a", "host-a", "http://a:8000");
        var identity = new ClusterIdentity(self, "1.0.0", IsClustered: true, TimeSpan.FromMilliseconds(5));
        var (seat, model, time) = (new Seat(), new ReadModel(), TimeProvider.System);
        var state = new ClusterState(identity, time, _logs.CreateLogger<ClusterState>());
        var follower = new JournalFollower(
            _store, null, new ReadModelProjection(model, SpecDefaults.Standard, _logs.CreateLogger<ReadModelProjection>()),
            new DocumentService(seat, model), time, _logs.CreateLogger<JournalFollower>());
        var loop = new MembershipLoop(_members, identity, state, time);
        var leadership = new Leadership(
            _lease, new NoJournals(), follower, loop, model, (_, _) => throw new NotSupportedException("Nobody is elected here."), _ => Task.FromResult(true),
            new OfficeDuties([], time, _logs.CreateLogger<OfficeDuties>()), seat, identity, state, time, _logs.CreateLogger<Leadership>());
        var (other, now) = (new ClusterNode("b", "host-b", "http://b:8000"), time.GetUtcNow());
        _members.Reading = new ClusterReading(new Lease(other, 1, now, now, now + TestKit.Guard), TestKit.Guard, []);
        _service = new ClusterService(leadership, loop, _members, follower, state, _lifetime, time, _logs.CreateLogger<ClusterService>());
    }

    public async Task DisposeAsync()
    {
        await _service.StopAsync(default).WaitAsync(TestKit.Guard);
        _service.Dispose();
        _lifetime.Dispose();
        await _store.DisposeAsync();
    }

    private sealed class NoJournals : IJournalFactory
    {
        public IJournal Begin(long term) => throw new NotSupportedException("Nobody is elected here.");

        public IJournal Rehearse() => throw new NotSupportedException("Nothing is rehearsed here.");
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
