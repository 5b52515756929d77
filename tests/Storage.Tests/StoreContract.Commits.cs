using Orchestry.Core.Journal;

namespace Orchestry.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_empty_store_stands_at_revision_zero()
    {
        var snapshot = await LoadAsync();

        Assert.Equal(0, snapshot.Revision);
        Assert.Empty(snapshot.Resources);
        Assert.Empty(await ReadJournalAsync());
    }

    [Fact]
    public async Task The_first_change_has_revision_one_and_each_change_of_a_commit_the_next()
    {
        Assert.Equal(1, await CommitAsync(Some.Note(), Some.Note()));
        Assert.Equal(3, await CommitAsync(Some.Note()));
        Assert.Equal(3, (await LoadAsync()).Revision);
    }

    [Fact]
    public async Task Revisions_have_no_gap_however_many_write_at_once()
    {
        var firsts = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => Task.Run(() =>
            CommitAsync([.. Enumerable.Range(0, 1 + (n % 3)).Select(i => Some.Note($"{n}/{i}"))]))));

        var entries = await ReadJournalAsync();
        Assert.Equal(Enumerable.Range(1, 120), entries.Select(entry => (int)entry.Revision));
        for (var n = 0; n < firsts.Length; n++)
        {
            Assert.Equal(
                Enumerable.Range(0, 1 + (n % 3)).Select(i => $"{n}/{i}"),
                entries.Skip((int)firsts[n] - 1).Take(1 + (n % 3)).Select(entry => entry.Event.Message));
        }
    }

    [Fact]
    public async Task A_commit_that_fails_in_the_middle_leaves_nothing_and_uses_no_revision()
    {
        await CommitAsync(Some.Put("kept", "1"));

        await Assert.ThrowsAsync<InvalidDataException>(() => Store.CommitAsync(
            new BreakingList([Some.Put("kept", "2"), Some.Put("new"), Some.Note(), Some.Note()], breaksAt: 2), 1, CancellationToken.None));

        var snapshot = await LoadAsync();
        Assert.Equal(1, snapshot.Revision);
        Assert.Equal("1", Assert.Single(snapshot.Resources).Spec);
        Assert.Single(await ReadJournalAsync());
        Assert.Equal(2, await CommitAsync(Some.Note()));
    }

    [Fact]
    public async Task A_commit_of_nothing_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync());

        Assert.StartsWith("A commit needs at least one change.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_of_an_older_term_is_refused_and_writes_nothing()
    {
        await Store.CommitAsync([Some.Note()], term: 7, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<TermPassedException>(
            () => Store.CommitAsync([Some.Put("late")], term: 6, CancellationToken.None));

        Assert.Equal("Term 6 is over: the store has seen term 7.", refused.Message);
        Assert.Equal((6, 7), (refused.Ours, refused.Current));
        Assert.Equal(1, (await LoadAsync()).Revision);
        Assert.Null(await Store.FindAsync(Some.App("late"), CancellationToken.None));
    }

    [Fact]
    public async Task The_same_term_and_newer_terms_may_write()
    {
        await Store.CommitAsync([Some.Note()], term: 7, CancellationToken.None);

        Assert.Equal(2, await Store.CommitAsync([Some.Note()], term: 7, CancellationToken.None));
        Assert.Equal(3, await Store.CommitAsync([Some.Note()], term: 9, CancellationToken.None));
    }

    [Fact]
    public async Task A_refused_commit_does_not_raise_the_term()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => Store.CommitAsync(
            new BreakingList([Some.Note(), Some.Note()], breaksAt: 1), term: 50, CancellationToken.None));

        Assert.Equal(1, await CommitAsync(Some.Note()));
    }

    [Fact]
    public async Task The_term_is_remembered_when_the_store_is_opened_again()
    {
        await Store.CommitAsync([Some.Note()], term: 7, CancellationToken.None);
        await ReopenAsync();

        await Assert.ThrowsAsync<TermPassedException>(() => Store.CommitAsync([Some.Note()], term: 6, CancellationToken.None));
    }

    [Fact]
    public async Task A_term_before_all_others_may_not_write_even_to_a_new_store()
    {
        await Assert.ThrowsAsync<TermPassedException>(() => Store.CommitAsync([Some.Note()], term: -1, CancellationToken.None));

        Assert.Equal(1, await CommitAsync(Some.Note()));
    }

    [Fact]
    public async Task A_cancelled_commit_that_has_not_begun_writes_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.CommitAsync([Some.Note()], term: 1, new CancellationToken(canceled: true)));

        Assert.Equal(0, (await LoadAsync()).Revision);
    }

    [Fact]
    public async Task A_closed_store_refuses_everything_and_an_open_one_to_be_opened_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.OpenAsync(CancellationToken.None));
        await Store.DisposeAsync();

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => CommitAsync(Some.Note()));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(LoadAsync);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Store.PingAsync(CancellationToken.None));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Store.PruneEventsAsync(Some.Noon, CancellationToken.None));
    }

    [Fact]
    public async Task Closing_waits_for_the_commits_and_reads_that_run()
    {
        await CommitAsync([.. Enumerable.Range(0, 500).Select(n => Some.Put($"{n}"))]);
        var running = Enumerable.Range(0, 20).Select<int, Task>(n => n % 2 == 0 ? LoadAsync() : CommitAsync(Some.Note())).ToList();

        await Store.DisposeAsync();

        // Each either did its work whole or was refused whole; none broke in the middle.
        foreach (var work in running)
        {
            if (await Record.ExceptionAsync(() => work) is { } refused)
            {
                Assert.IsAssignableFrom<InvalidOperationException>(refused);
            }
        }
    }

    [Fact]
    public async Task Everything_is_there_when_the_store_is_opened_again()
    {
        await CommitAsync(Some.Put("a", """{"n":1}""", "up"), Some.Put("b"), Some.Delete("b"));
        var (snapshot, journal) = (await LoadAsync(), await ReadJournalAsync());

        await ReopenAsync();

        Assert.Equal(snapshot.Revision, (await LoadAsync()).Revision);
        Assert.Equal(snapshot.Resources, (await LoadAsync()).Resources);
        Assert.Equal(journal, await ReadJournalAsync());
        Assert.Equal(4, await CommitAsync(Some.Note()));
    }
}
