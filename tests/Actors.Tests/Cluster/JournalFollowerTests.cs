using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Cluster;
using Orchestry.Actors.Controller;
using Orchestry.Actors.Documents;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Testing;
using Orchestry.Testing.Journal;

namespace Orchestry.Actors.Tests.Cluster;

public sealed class JournalFollowerTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly FakeStore _store = new();
    private readonly ReadModel _model = new();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly DocumentService _documents;
    private Task _following = Task.CompletedTask;

    public JournalFollowerTests() => _documents = new DocumentService(new Seat(), _model);

    [Fact]
    public async Task What_is_written_is_shown()
    {
        await FollowAsync();

        await WriteAsync();

        await Eventually.TrueAsync(() => _model.Revision == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_promoted_replica_has_others_in_the_place_of_the_last_changes_what_is_stored_is_shown(bool isLoadedWithThem)
    {
        var replica = new FakeStore();
        await replica.OpenAsync(CancellationToken.None);
        await using var _ = replica;
        await WriteAsync();
        await WriteAsync(replica);
        if (!isLoadedWithThem)
        {
            await FollowAsync();
        }

        await WriteAsync(_store, "lost");
        if (isLoadedWithThem)
        {
            await FollowAsync();
        }

        await Eventually.TrueAsync(() => _documents.Current.Find(Key("lost")) is not null);
        await WriteAsync(replica, "kept");
        await WriteAsync(replica, "later");
        _store.Become(replica);

        await Eventually.TrueAsync(() => _documents.Current.Find(Key("later")) is not null);
        Assert.NotNull(_documents.Current.Find(Key("kept")));
        Assert.Null(_documents.Current.Find(Key("lost")));
    }

    [Fact]
    public async Task That_its_last_change_is_pruned_is_no_matter()
    {
        await FollowAsync();
        await WriteAsync();
        await Eventually.TrueAsync(() => _model.Revision == 1);
        await _store.PruneEventsAsync(_clock.GetUtcNow() + TimeSpan.FromSeconds(1), CancellationToken.None);

        await WriteAsync();

        await Eventually.TrueAsync(() => _model.Revision == 2);
    }

    [Theory]
    [InlineData(true, 2507)]
    [InlineData(false, 2513)]
    public async Task After_a_database_that_was_away_and_after_a_defect_it_goes_on_and_tells_of_it_once(bool isAway, int told)
    {
        await FollowAsync();
        _store.ReadFailure = isAway ? new StoreException("away") : new InvalidOperationException("Connection is not open");
        await Eventually.TrueAsync(() => _clock.ActiveTimers == 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _clock.ActiveTimers == 1);
        _store.ReadFailure = null;
        await WriteAsync();

        _clock.Advance(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(() => _model.Revision == 1);
        Assert.Equal([told], _logs.Entries.Where(e => e.Level >= LogLevel.Warning).Select(e => e.EventId.Id));
    }

    public async Task InitializeAsync() => await _store.OpenAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _following.WaitAsync(TestKit.Guard);
        await _store.DisposeAsync();
        _documents.Dispose();
        _stopping.Dispose();
    }

    private async Task FollowAsync()
    {
        var follower = new JournalFollower(
            _store, null, new ReadModelProjection(_model, SpecDefaults.Standard, _logs.CreateLogger<ReadModelProjection>()),
            _documents, _clock, _logs.CreateLogger<JournalFollower>());
        _following = follower.RunAsync(_stopping.Token);
        await follower.Loaded.WaitAsync(TestKit.Guard);
    }

    private static ResourceKey Key(string document) => new("config", ResourceKey.DefaultNamespace, document);

    private Task WriteAsync(FakeStore? to = null, string? document = null) => (to ?? _store).CommitAsync(
        [
            new Change(
                new EventRecord { Type = EventType.Config, Component = "test", Reason = "Told", Message = $"Told of {document}", At = _clock.GetUtcNow() },
                document is null ? null : new Mutation.Put(Key(document), "{}", null)),
        ],
        1, CancellationToken.None);
}
