using Orchestry.Actors.Apps;
using Orchestry.Actors.Documents;
using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Journal;

namespace Orchestry.Actors.Tests.Documents;

public sealed class DocumentServiceTests : IAsyncLifetime
{
    private static readonly ResourceKey Key = new("config", "default", "site");
    private readonly FakeStore _store = new();
    private readonly ReadModel _model = new();
    private readonly Office _office = new();
    private DocumentService _documents = null!;

    public async Task InitializeAsync()
    {
        await _store.OpenAsync(CancellationToken.None);
        _documents = new DocumentService(_office, _model);
        _office.Current = new ImmediateJournal(_store);
    }

    public async Task DisposeAsync()
    {
        _documents.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task A_change_is_durable_and_shown_when_its_call_answers()
    {
        var changes = 0;
        _documents.Changed += () => changes++;

        var revision = (await PutAsync("one")).Granted();

        Assert.Equal((1, 1), (revision, changes));
        Assert.Equal(("one", 1), (_documents.Current.Find(Key)!.Spec, _documents.Current.Find(Key)!.Revision));
        Assert.Equal("one", (await _store.FindAsync(Key, CancellationToken.None))!.Spec);
        (await _documents.ChangeAsync(_ => Changes(new Mutation.Delete(Key)), CancellationToken.None)).Granted();
        Assert.Null(_documents.Current.Find(Key));
        Assert.Null(await _store.FindAsync(Key, CancellationToken.None));
    }

    [Fact]
    public async Task Each_decision_sees_what_the_one_before_it_wrote()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _documents.ChangeAsync(
            now => Changes(new Mutation.Put(Key, (now.Find(Key)?.Spec ?? "") + "x", null)), CancellationToken.None))));

        Assert.Equal(new string('x', 50), _documents.Current.Find(Key)!.Spec);
    }

    [Fact]
    public async Task What_is_refused_or_changes_nothing_writes_nothing()
    {
        var refusal = new Refusal(RefusalKind.AlreadyExists, "It is there") { Subject = "config" };

        Assert.Equal(refusal, (await _documents.ChangeAsync(_ => refusal, CancellationToken.None)).Refused(RefusalKind.AlreadyExists));
        _model.Reached(7);
        Assert.Equal(7, (await _documents.ChangeAsync(_ => Changes(), CancellationToken.None)).Granted());

        Assert.Equal(0, _store.Commits);
    }

    [Fact]
    public async Task A_node_that_does_not_lead_changes_nothing()
    {
        _office.Current = null;

        (await PutAsync("one")).Refused(RefusalKind.NotLeader);
    }

    [Fact]
    public async Task What_could_not_be_written_is_not_shown()
    {
        _store.FailNextCommit();

        await Assert.ThrowsAsync<StoreException>(() => PutAsync("one"));

        Assert.Null(_documents.Current.Find(Key));
        (await PutAsync("two")).Granted();
    }

    [Fact]
    public void A_follower_holds_what_is_stored_and_then_what_the_journal_brings_and_no_applications()
    {
        var app = new ResourceKey(AppRecordJson.Kind, "default", "web");
        _documents.Load(new StoreSnapshot(5, [new Resource(Key, 4, "one", null), new Resource(app, 5, "{}", null)]));
        Assert.Equal(("one", null), (_documents.Current.Find(Key)!.Spec, _documents.Current.Find(app)));

        _documents.Apply(7, [(Key, new Resource(Key, 6, "two", null)), (app, new Resource(app, 7, "{}", null))]);
        Assert.Equal(("two", null), (_documents.Current.Find(Key)!.Spec, _documents.Current.Find(app)));

        _documents.Apply(8, [(Key, null)]);
        Assert.Null(_documents.Current.Find(Key));
    }

    private static Change[] Changes(params IEnumerable<Mutation> mutations) => [.. mutations.Select(m => new Change(
        new EventRecord { Type = EventType.Config, Component = "test", Reason = "Changed", Message = "Changed", At = default }, m))];

    private Task<Outcome<long>> PutAsync(string spec) =>
        _documents.ChangeAsync(_ => Changes(new Mutation.Put(Key, spec, null)), CancellationToken.None);

    private sealed class Office : ILeaderJournal
    {
        public IJournal? Current { get; set; }
    }
}
