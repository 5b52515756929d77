using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Journal;

namespace Orchestry.Storage;

/// <summary>
/// Group commit: everything that arrives while one transaction is being flushed to disk goes into the next, so that many callers share
/// one flush. A writer lives for one term of office, so nothing that was queued in an old term can be written in a newer one.
/// Disposing it commits what is queued and refuses the rest.
/// </summary>
public sealed class JournalWriter : IJournal
{
    private readonly Func<IReadOnlyList<Change>, long, CancellationToken, Task<long>> _commit;
    private readonly ILogger<JournalWriter> _log;
    private readonly int _maxBatch;
    private readonly Channel<PendingAppend> _queue;
    private readonly Task _loop;
    private volatile StoreException? _end;
    private readonly TaskCompletionSource<StoreException> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts writing to an open store.</summary>
    public JournalWriter(IStore store, long term, JournalWriterOptions options, ILogger<JournalWriter> log)
        : this(store.CommitAsync, term, options, log)
    {
    }

    /// <summary>Starts writing by whatever commits as <see cref="IStore.CommitAsync"/> does.</summary>
    internal JournalWriter(
        Func<IReadOnlyList<Change>, long, CancellationToken, Task<long>> commit, long term, JournalWriterOptions options, ILogger<JournalWriter> log)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxQueue, 1);
        (_commit, Term, _log, _maxBatch) = (commit, term, log, options.MaxBatch);
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.MaxQueue) { SingleReader = true });
        _loop = Task.Run(CommitAllAsync);
    }

    /// <inheritdoc/>
    public event Action<CommittedBatch>? Committed;

    /// <inheritdoc/>
    public long Term { get; }

    /// <inheritdoc/>
    public Task<StoreException> Over => _over.Task;

    /// <inheritdoc/>
    public async Task<long> AppendAsync(IReadOnlyList<Change> changes, Action<long>? show, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            throw new ArgumentException("An append needs at least one change.", nameof(changes));
        }

        if (EndOfTerm is { } end)
        {
            throw end;
        }

        // Copied: a list that its owner changes while it waits here would spoil the whole batch.
        var pending = new PendingAppend([.. changes], show);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(JournalWriter), "This journal writer's term of office has ended.");
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingAppend)state!).TryCancel(token), pending);
        return await pending.Answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    // Those who only come after the end wrote nothing, whatever became of the batch that ended it.
    private StoreException? EndOfTerm => _end switch
    {
        null => null,
        TermPassedException passed => new TermPassedException(passed.Ours, passed.Current),
        var unknown => new StoreException($"Term {Term} is over; nothing was written. {unknown.Message}", unknown),
    };

    private async Task CommitAllAsync()
    {
        var callers = new List<PendingAppend>();
        var changes = new List<Change>();
        PendingAppend? next = null;
        while (next is not null || await _queue.Reader.WaitToReadAsync())
        {
            callers.Clear();
            changes.Clear();
            // What no longer fits has been taken from the queue already, so it starts the next batch.
            for (; next is not null || TryTakeNext(out next); next = null)
            {
                if (callers.Count > 0 && changes.Count + next!.Changes.Count > _maxBatch)
                {
                    break;
                }

                callers.Add(next!);
                changes.AddRange(next!.Changes);
            }

            if (callers.Count > 0)
            {
                await CommitAsync(callers, changes);
            }
        }
    }

    private bool TryTakeNext(out PendingAppend? next)
    {
        while (_queue.Reader.TryRead(out next))
        {
            if (next.TryTake())
            {
                return true;
            }
        }

        return false;
    }

    private async Task CommitAsync(List<PendingAppend> callers, List<Change> changes)
    {
        if (EndOfTerm is { } end)
        {
            callers.ForEach(caller => caller.Fail(end));
            return;
        }

        long first;
        try
        {
            first = await _commit(changes, Term, CancellationToken.None);
        }
        catch (TermPassedException e)
        {
            _log.TermPassed(e.Ours, e.Current);
            _end = e;
            _over.TrySetResult(e);
            callers.ForEach(caller => caller.Fail(new TermPassedException(e.Ours, e.Current)));
            return;
        }
        catch (OutcomeUnknownException e)
        {
            _log.OutcomeUnknown(e, changes.Count, callers.Count);
            _end = e;
            _over.TrySetResult(e);
            callers.ForEach(caller => caller.Fail(e));
            return;
        }
        catch (Exception e) // whatever it is, it belongs to the callers; the next batch is tried anew
        {
            _log.BatchFailed(e, changes.Count, callers.Count);
            callers.ForEach(caller => caller.Fail(e));
            return;
        }

        var revision = first;
        foreach (var caller in callers)
        {
            Tell(caller.Show, revision);
            revision += caller.Changes.Count;
        }

        Tell(Committed, CommittedBatch.From(first, changes));
        foreach (var caller in callers)
        {
            caller.Complete(first);
            first += caller.Changes.Count;
        }
    }

    private void Tell<T>(Action<T>? follower, T what)
    {
        try
        {
            follower?.Invoke(what);
        }
        catch (Exception e) // a follower's bug must neither stop the journal nor deny a commit that has happened
        {
            _log.FollowerFailed(e);
        }
    }
}
