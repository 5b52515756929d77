using Microsoft.Extensions.Logging.Abstractions;
using Orchestry.Core.Journal;
using Orchestry.Testing.Journal;

namespace Orchestry.Storage.Tests;

public sealed class JournalWriterTests : IAsyncLifetime
{
    private readonly FakeStore _store = new();
    private JournalWriter _writer = null!;

    public async Task InitializeAsync()
    {
        await _store.OpenAsync(CancellationToken.None);
        _writer = Start(new JournalWriterOptions());
    }

    public async Task DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task An_append_returns_the_revision_of_its_first_change()
    {
        Assert.Equal(1, await AppendAsync(Some.Note(), Some.Note()));
        Assert.Equal(3, await AppendAsync(Some.Note()));
    }

    [Fact]
    public async Task Everything_that_waits_during_a_commit_shares_the_next_one_and_keeps_its_order()
    {
        using var gate = _store.HoldCommits();
        var first = AppendAsync(Some.Note("first"));
        await gate.Reached;
        var waiting = Enumerable.Range(0, 20).Select(n => AppendAsync(Some.Note($"{n}a"), Some.Note($"{n}b"))).ToList();

        gate.Open();
        await first;
        var revisions = await Task.WhenAll(waiting);

        Assert.Equal([1, 40], _store.BatchSizes);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => 2L + (2 * n)), revisions);
        var journal = await _store.ReadJournalAsync(1, 100, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 20).SelectMany(n => new[] { $"{n}a", $"{n}b" }), journal.Select(entry => entry.Event.Message));
    }

    [Fact]
    public async Task A_transaction_is_bounded_and_never_splits_one_caller()
    {
        await using var writer = Start(new JournalWriterOptions { MaxBatch = 5 });
        using var gate = _store.HoldCommits();
        var first = writer.AppendAsync([Some.Note()], CancellationToken.None);
        await gate.Reached;
        int[] sizes = [2, 2, 2, 9, 1, 4];
        var waiting = sizes.Select(n => writer.AppendAsync([.. Enumerable.Repeat(Some.Note(), n)], CancellationToken.None)).ToList();

        gate.Open();
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal([1, 4, 2, 9, 5], _store.BatchSizes);
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_loses_none()
    {
        await using var writer = Start(new JournalWriterOptions { MaxQueue = 2 });
        using var gate = _store.HoldCommits();
        var first = writer.AppendAsync([Some.Note()], CancellationToken.None);
        await gate.Reached;
        var waiting = Enumerable.Range(0, 50).Select(_ => writer.AppendAsync([Some.Note()], CancellationToken.None)).ToList();
        using var impatient = new CancellationTokenSource();
        var cancelled = writer.AppendAsync([Some.Note()], impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        gate.Open();

        Assert.Equal(Enumerable.Range(2, 50).Select(n => (long)n), (await Task.WhenAll(waiting)).Order());
        Assert.Equal(1, await first);
    }

    [Fact]
    public async Task A_failing_batch_fails_every_caller_in_it_and_the_next_is_tried_anew()
    {
        using var gate = _store.HoldCommits();
        var first = AppendAsync(Some.Note());
        await gate.Reached;
        _store.FailNextCommit(new StoreException("The disk is full."));
        var second = AppendAsync(Some.Put("a"));

        gate.Open();

        Assert.Equal("The disk is full.", (await Assert.ThrowsAsync<StoreException>(() => first)).Message);
        Assert.Equal(1, await second);
        Assert.Equal([1], _store.BatchSizes);
    }

    [Fact]
    public async Task A_bug_in_the_store_fails_the_callers_and_not_the_writer()
    {
        _store.FailNextCommit(new InvalidDataException("A bug."));

        await Assert.ThrowsAsync<InvalidDataException>(() => AppendAsync(Some.Note()));
        Assert.Equal(1, await AppendAsync(Some.Note()));
    }

    [Fact]
    public async Task A_passed_term_fails_all_callers_and_is_reported_once()
    {
        await AppendAsync(Some.Note());
        using var gate = _store.HoldCommits();
        var inTransaction = AppendAsync(Some.Note());
        await gate.Reached;
        var queued = AppendAsync(Some.Note());
        _store.RaiseTerm(8);

        gate.Open();

        foreach (var append in new[] { inTransaction, queued, AppendAsync(Some.Note()) })
        {
            var refused = await Assert.ThrowsAsync<TermPassedException>(() => append);
            Assert.Equal("Term 1 is over: the store has seen term 8.", refused.Message);
        }

        Assert.Equal(8, Assert.IsType<TermPassedException>(await _writer.Over).Current);
        Assert.Equal(1, _store.Commits);
    }

    [Fact]
    public async Task A_commit_of_unknown_outcome_ends_the_term_because_nobody_knows_the_next_revision()
    {
        _store.FailNextCommit(new OutcomeUnknownException("The connection broke."));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => AppendAsync(Some.Note()));
        var later = await Assert.ThrowsAsync<StoreException>(() => AppendAsync(Some.Note()));

        Assert.Equal("Term 1 is over; nothing was written. The connection broke.", later.Message);
        Assert.IsType<OutcomeUnknownException>(await _writer.Over);
        Assert.Equal(0, _store.Commits);
    }

    [Fact]
    public async Task Cancelling_takes_back_what_is_queued_and_not_what_is_in_a_transaction()
    {
        using var impatient = new CancellationTokenSource();
        using var gate = _store.HoldCommits();
        var inTransaction = _writer.AppendAsync([Some.Put("first")], impatient.Token);
        await gate.Reached;
        var queued = _writer.AppendAsync([Some.Put("second")], impatient.Token);
        var other = AppendAsync(Some.Put("third"));

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        gate.Open();

        Assert.Equal(1, await inTransaction);
        Assert.Equal(2, await other);
        Assert.Null(await _store.FindAsync(Some.App("second"), CancellationToken.None));
    }

    [Fact]
    public async Task Batches_are_announced_in_order_and_before_their_callers_are_answered()
    {
        var followed = 0L;
        _writer.Committed += batch =>
        {
            Assert.Equal(followed + 1, batch.Entries[0].Revision);
            Volatile.Write(ref followed, batch.Revision);
        };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var first = await AppendAsync(Some.Note(), Some.Note());
                Assert.True(first + 1 <= Volatile.Read(ref followed), "A caller was answered before the followers knew.");
            }
        })));

        Assert.Equal(3200, followed);
    }

    [Fact]
    public async Task Each_append_of_a_batch_shows_what_it_made_in_the_journal_s_order_and_before_anybody_hears_of_it()
    {
        using var gate = _store.HoldCommits();
        var first = AppendAsync(Some.Note());
        await gate.Reached;
        var seen = new List<string>();
        _writer.Committed += batch => seen.Add($"committed {batch.Revision}");
        var queued = Enumerable.Range(0, 3).Select(n => _writer.AppendAsync(
            [Some.Note(), Some.Note()], from => seen.Add($"shown {from}"), CancellationToken.None)).ToArray();
        var broken = _writer.AppendAsync([Some.Note()], _ => throw new InvalidDataException("A bug."), CancellationToken.None);
        gate.Open();
        await Task.WhenAll([first, .. queued, broken]);

        Assert.Equal(["committed 1", "shown 2", "shown 4", "shown 6", "committed 8"], seen);
    }

    [Fact]
    public async Task A_batch_tells_its_entries_and_what_became_of_the_resources()
    {
        CommittedBatch? told = null;
        _writer.Committed += batch => told = batch;

        await AppendAsync(Some.Put("a", "1"), Some.Delete("b"), Some.Put("b", "2"), Some.Put("c"), Some.Delete("c"), Some.Put("a", "3"));

        Assert.Equal(await _store.ReadJournalAsync(0, 10, CancellationToken.None), told!.Entries);
        Assert.Equal((await _store.LoadAsync(CancellationToken.None)).Resources, told.Resources.OrderBy(r => r.Key.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_follower_that_throws_denies_nobody_an_answer()
    {
        _writer.Committed += _ => throw new InvalidDataException("A bug.");

        Assert.Equal(1, await AppendAsync(Some.Note()));
        Assert.Equal(2, await AppendAsync(Some.Note()));
    }

    [Fact]
    public async Task Closing_commits_what_is_queued_and_refuses_the_rest()
    {
        using var gate = _store.HoldCommits();
        var first = AppendAsync(Some.Note());
        await gate.Reached;
        var queued = AppendAsync(Some.Note());

        var closing = _writer.DisposeAsync();
        var refused = await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(Some.Note()));
        gate.Open();
        await closing;

        Assert.Contains("term of office has ended", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await first);
        Assert.Equal(2, await queued);
    }

    [Fact]
    public async Task An_append_of_nothing_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync());

        Assert.StartsWith("An append needs at least one change.", refused.Message, StringComparison.Ordinal);
    }

    private Task<long> AppendAsync(params Change[] changes) => _writer.AppendAsync(changes, CancellationToken.None);

    private JournalWriter Start(JournalWriterOptions options) => new(_store, term: 1, options, NullLogger<JournalWriter>.Instance);
}
