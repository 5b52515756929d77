using Orchestry.Core.Journal;

namespace Orchestry.Storage.Tests;

/// <summary>What every store does, whatever it is made of. One subclass per store; the parts are split by subject.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    protected IStore Store { get; private set; } = null!;

    /// <summary>A store on this test's database, not open. Called again, after the former one was disposed, it finds the same data.</summary>
    protected abstract IStore Connect();

    public virtual async Task InitializeAsync()
    {
        Store = Connect();
        await Store.OpenAsync(CancellationToken.None);
    }

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = Connect();
        await Store.OpenAsync(CancellationToken.None);
    }

    protected Task<long> CommitAsync(params Change[] changes) => Store.CommitAsync(changes, term: 1, CancellationToken.None);

    protected Task<StoreSnapshot> LoadAsync() => Store.LoadAsync(CancellationToken.None);

    protected Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(long after = 0, int limit = 10_000) =>
        Store.ReadJournalAsync(after, limit, CancellationToken.None);

    protected Task<EventPage> QueryAsync(EventQuery query) => Store.QueryEventsAsync(query, CancellationToken.None);
}
