namespace Orchestry.Actors.Streams;

/// <summary>Feeds that are opened with their first subscriber and closed with their last. Thread-safe.</summary>
internal sealed class SharedFeeds<TKey, TFeed> : IAsyncDisposable where TKey : notnull where TFeed : class, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _open = [];
    private readonly HashSet<Entry> _retired = [];

    /// <summary>The feeds that can be joined: open or being opened.</summary>
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
            if (entry.Opened.IsFaulted)
            {
                // Whoever comes next tries anew, however many have yet to hear of this failure.
                Retire(entry.Feed);
            }

            await lease.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets nobody join a feed any more; it goes when the last subscriber has left.</summary>
    public void Retire(TFeed feed)
    {
        lock (_gate)
        {
            foreach (var (key, entry) in _open.Where(o => o.Value.Feed == feed).ToArray())
            {
                _open.Remove(key);
                _retired.Add(entry);
            }
        }
    }

    /// <summary>Closes every feed, whoever is subscribed to it.</summary>
    public async ValueTask DisposeAsync()
    {
        Entry[] entries;
        lock (_gate)
        {
            entries = [.. _open.Values, .. _retired];
            _open.Clear();
            _retired.UnionWith(entries);
        }

        foreach (var entry in entries)
        {
            await entry.Feed.DisposeAsync();
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

            if (!_retired.Remove(entry))
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
