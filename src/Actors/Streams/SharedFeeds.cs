namespace Orchestry.Actors.Streams;

/// <summary>Feeds that are opened with their first subscriber and closed with their last. Thread-safe.</summary>
internal sealed class SharedFeeds<TKey, TFeed> where TKey : notnull where TFeed : class, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _open = [];

    /// <summary>The feeds that are open or being opened.</summary>
    public IReadOnlyList<TFeed> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _open.Values.Select(e => e.Feed)];
            }
        }
    }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _open.Count == 0;
            }
        }
    }

    /// <summary>Joins the subscribers of a feed. Fails as its opening does; then nothing has to be released.</summary>
    /// <param name="key">Which feed.</param>
    /// <param name="make">Makes it, when it is not there.</param>
    /// <param name="open">Opens it, once for all who wait for it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<FeedLease> AcquireAsync(TKey key, Func<TFeed> make, Func<TFeed, Task> open, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_open.TryGetValue(key, out entry))
            {
                _open[key] = entry = new Entry(make(), open);
            }

            entry.Subscribers++;
        }

        var lease = new FeedLease(this, key, entry);
        try
        {
            await entry.Opened.WaitAsync(cancellationToken);
            return lease;
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets nobody join a feed any more; it goes when the last subscriber has left.</summary>
    public void Retire(TFeed feed)
    {
        lock (_gate)
        {
            foreach (var (key, _) in _open.Where(o => o.Value.Feed == feed).ToArray())
            {
                _open.Remove(key);
            }
        }
    }

    private async ValueTask LeaveAsync(TKey key, Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Subscribers > 0)
            {
                return;
            }

            if (_open.TryGetValue(key, out var current) && current == entry)
            {
                _open.Remove(key);
            }
        }

        await entry.Feed.DisposeAsync();
    }

    /// <summary>One subscriber's share in a feed.</summary>
    internal sealed class FeedLease(SharedFeeds<TKey, TFeed> feeds, TKey key, Entry entry) : IAsyncDisposable
    {
        private int _isLeft;

        public TFeed Feed => entry.Feed;

        public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isLeft, 1) == 0 ? feeds.LeaveAsync(key, entry) : ValueTask.CompletedTask;
    }

    internal sealed class Entry(TFeed feed, Func<TFeed, Task> open)
    {
        public TFeed Feed { get; } = feed;

        // Not while the gate is held: it may take its time.
        public Task Opened { get; } = Task.Run(() => open(feed));

        public int Subscribers { get; set; }
    }
}
