using Orchestry.Core.Journal;

namespace Orchestry.Testing.Journal;

/// <summary>
/// A store in memory, to be told what goes wrong and asked what was done. What it holds outlives <see cref="DisposeAsync"/>, as a file
/// would: open it again to "restart".
/// </summary>
public sealed class FakeStore : IStore
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<ResourceKey, Resource> _resources = [];
    private readonly List<JournalEntry> _journal = [];
    private readonly List<int> _batchSizes = [];
    private readonly Queue<Exception> _commitFailures = [];
    private long _revision;
    private long _term;
    private bool _isOpen;
    private CommitGate? _gate;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When set, every read and ping throws it.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>When set, opening throws it.</summary>
    public Exception? OpenFailure { get; set; }

    /// <summary>How many changes each committed transaction held, oldest first.</summary>
    public IReadOnlyList<int> BatchSizes
    {
        get
        {
            lock (_lock)
            {
                return [.. _batchSizes];
            }
        }
    }

    /// <summary>How many transactions were committed.</summary>
    public int Commits => BatchSizes.Count;

    /// <summary>Every event that was committed, oldest first.</summary>
    public IReadOnlyList<EventRecord> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _journal.Select(entry => entry.Event)];
            }
        }
    }

    /// <summary>The highest term seen.</summary>
    public long Term
    {
        get
        {
            lock (_lock)
            {
                return _term;
            }
        }
    }

    /// <summary>Makes the next commit fail, having written nothing; called twice, the next two.</summary>
    public void FailNextCommit(Exception? error = null)
    {
        lock (_lock)
        {
            _commitFailures.Enqueue(error ?? new StoreException("The disk is full (the test said so)."));
        }
    }

    /// <summary>Another leader takes office: writes of older terms are refused from now on.</summary>
    public void RaiseTerm(long term)
    {
        lock (_lock)
        {
            _term = Math.Max(_term, term);
        }
    }

    /// <summary>Holds every commit, before it writes anything, until the gate is opened.</summary>
    public CommitGate HoldCommits()
    {
        lock (_lock)
        {
            return _gate = new CommitGate();
        }
    }

    /// <summary>Holds from now on what another one does, as after the promotion of a replica that had not got the last changes.</summary>
    public void Become(FakeStore replica)
    {
        lock (_lock)
        {
            lock (replica._lock)
            {
                (_revision, _term) = (replica._revision, replica._term);
                _journal.Clear();
                _journal.AddRange(replica._journal);
                _resources.Clear();
                foreach (var (key, resource) in replica._resources)
                {
                    _resources.Add(key, resource);
                }
            }
        }
    }

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (OpenFailure is { } failure)
        {
            throw failure;
        }

        if (_isOpen)
        {
            throw new InvalidOperationException("The store is open already.");
        }

        _isOpen = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<StoreSnapshot> LoadAsync(CancellationToken cancellationToken) =>
        Read(() => new StoreSnapshot(_revision, [.. _resources.Values.OrderBy(r => r.Key.ToString(), StringComparer.Ordinal)]), cancellationToken);

    /// <inheritdoc/>
    public async Task<long> CommitAsync(IReadOnlyList<Change> changes, long term, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            throw new ArgumentException("A commit needs at least one change.", nameof(changes));
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            await PassGateAsync();
            lock (_lock)
            {
                return Commit(changes, term);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(long afterRevision, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return Read<IReadOnlyList<JournalEntry>>(
            () => [.. _journal.Where(entry => entry.Revision > afterRevision).Take(limit)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Resource?> FindAsync(ResourceKey key, CancellationToken cancellationToken) =>
        Read(() => _resources.GetValueOrDefault(key), cancellationToken);

    /// <inheritdoc/>
    public Task<EventPage> QueryEventsAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        return Read(
            () =>
            {
                var matching = _journal.Where(entry => Matches(entry, query)).Reverse().ToList();
                return new EventPage([.. matching.Take(query.Limit).Select(e => new StoredEvent(e.Revision, e.Event))], matching.Count);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> PruneEventsAsync(DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            lock (_lock)
            {
                ThrowUnlessOpen();
                return _journal.RemoveAll(entry => entry.Event.At < olderThan);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task news;
        lock (_lock)
        {
            news = _news.Task;
        }

        try
        {
            await news.WaitAsync(atMost, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        lock (_lock)
        {
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <inheritdoc/>
    public Task PingAsync(CancellationToken cancellationToken) => Read(() => _revision, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isOpen = false;
        return ValueTask.CompletedTask;
    }

    private static bool Matches(JournalEntry entry, EventQuery query) =>
        (query.Application is null || entry.Event.Application == query.Application)
        && (query.Type is { } type ? entry.Event.Type == type : entry.Event.Type != EventType.Decision)
        && (query.Level is null || entry.Event.Level == query.Level)
        && (query.Since is null || entry.Event.At >= query.Since)
        && (query.BeforeRevision is null || entry.Revision < query.BeforeRevision);

    private Task PassGateAsync()
    {
        lock (_lock)
        {
            return _gate?.PassAsync() ?? Task.CompletedTask;
        }
    }

    private long Commit(IReadOnlyList<Change> changes, long term)
    {
        ThrowUnlessOpen();
        if (_commitFailures.TryDequeue(out var failure))
        {
            throw failure;
        }

        if (term < _term)
        {
            throw new TermPassedException(term, _term);
        }

        var first = _revision + 1;
        Change[] all = [.. changes]; // read whole before anything is written: all or none
        _term = term;
        foreach (var change in all)
        {
            Append(change);
        }

        _batchSizes.Add(all.Length);
        _news.TrySetResult();
        return first;
    }

    private void Append(Change change)
    {
        var inUtc = change.Event with { At = change.Event.At.ToUniversalTime() };
        _journal.Add(new JournalEntry(++_revision, inUtc, change.Mutation?.Key, change.Mutation is Mutation.Delete));
        switch (change.Mutation)
        {
            case Mutation.Put put:
                _resources[put.Key] = new Resource(put.Key, _revision, put.Spec, put.Status);
                break;
            case Mutation.Delete delete:
                _resources.Remove(delete.Key);
                break;
        }
    }

    private Task<T> Read<T>(Func<T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ThrowUnlessOpen();
            return ReadFailure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(read());
        }
    }

    private void ThrowUnlessOpen()
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("The store is not open: call OpenAsync first.");
        }
    }
}
