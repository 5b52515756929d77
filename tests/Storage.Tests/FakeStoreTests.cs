using Orchestry.Core.Journal;
using Orchestry.Testing.Journal;

namespace Orchestry.Storage.Tests;

/// <summary>What the store in memory does beyond the contract: fail when told to.</summary>
public sealed class FakeStoreTests
{
    [Fact]
    public async Task It_fails_to_open_while_told_so()
    {
        await using var store = new FakeStore { OpenFailure = new StoreException("No disk.") };
        await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(CancellationToken.None));

        store.OpenFailure = null;
        await store.OpenAsync(CancellationToken.None);
    }

    [Fact]
    public async Task It_fails_every_read_while_told_so_and_goes_on_writing()
    {
        await using var store = new FakeStore();
        await store.OpenAsync(CancellationToken.None);
        store.ReadFailure = new StoreException("The database is away.");

        await Assert.ThrowsAsync<StoreException>(() => store.LoadAsync(CancellationToken.None));
        await Assert.ThrowsAsync<StoreException>(() => store.PingAsync(CancellationToken.None));
        await store.CommitAsync([Some.Note()], term: 1, CancellationToken.None);

        store.ReadFailure = null;
        Assert.Equal(1, (await store.LoadAsync(CancellationToken.None)).Revision);
    }

    [Fact]
    public async Task It_fails_as_many_commits_as_told()
    {
        await using var store = new FakeStore();
        await store.OpenAsync(CancellationToken.None);
        store.FailNextCommit();
        store.FailNextCommit(new StoreException("Broken."));

        await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync([Some.Note()], 1, CancellationToken.None));
        await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync([Some.Note()], 1, CancellationToken.None));

        Assert.Equal(1, await store.CommitAsync([Some.Note(), Some.Note()], 1, CancellationToken.None));
        Assert.Equal([2], store.BatchSizes);
        Assert.Equal(1, store.Term);
    }
}
