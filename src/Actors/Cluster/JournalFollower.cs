using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Cluster;

/// <summary>
/// Keeps the read model of a node that does not lead: loads what the store holds, and then applies the journal, revision by revision. Where the
/// journal has a gap, because what was missed is old enough to be pruned, or much was missed, or what it applied last is not there any more, it loads anew.
/// </summary>
internal sealed class JournalFollower(
    IStore store, IReadingBoard? board, ReadModelProjection projection, DocumentService documents, TimeProvider clock, ILogger<JournalFollower> log)
{
    private const int LargestStep = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision;
    private long _sequence;
    private JournalEntry? _last;

    /// <summary>Completes when the read model shows the store for the first time.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Replaces the read model by what the store holds. Throws <see cref="StoreException"/>.</summary>
    public async Task<StoreSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var readings = board is null ? new PostedReadings(0, []) : await board.ReadAsync(0, cancellationToken);
        var stored = await store.LoadAsync(cancellationToken);
        // Before the revision is shown: whoever waited for it finds the documents of it.
        documents.Load(stored);
        projection.Load(stored, readings.Changed);
        (_revision, _sequence, _last) = (stored.Revision, readings.Sequence, null);
        _loaded.TrySetResult();
        return stored;
    }

    /// <summary>Follows until it is cancelled; a database that is away is tried again. After a defect it begins anew: reads must not stand still unseen.</summary>
    public async Task RunAsync(CancellationToken until)
    {
        var isLoaded = false;
        var isTold = false;
        while (!until.IsCancellationRequested)
        {
            try
            {
                if (!isLoaded)
                {
                    await LoadAsync(until);
                    _last = await store.FindEntryAsync(_revision, until);
                    log.Following(_revision);
                    isLoaded = true;
                }

                isLoaded = await StepAsync(until);
                isTold = false;
            }
            catch (OperationCanceledException) when (until.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (!isTold)
                {
                    Tell(error);
                    isTold = true;
                }

                isLoaded &= error is StoreException;
                await Task.Delay(Pause, clock, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Tell(Exception error)
    {
        if (error is StoreException)
        {
            log.FollowFailed(error.Message);
        }
        else
        {
            log.FollowDefective(error);
        }
    }

    /// <returns>False when the next step must begin by loading.</returns>
    private async Task<bool> StepAsync(CancellationToken until)
    {
        // From the last one on that is known: a database that has failed over may have lost its last changes, and have others in their place.
        var known = _last is null ? 0 : 1;
        var read = await store.ReadJournalAsync(_revision - known, LargestStep + known, until);
        if (_last is not null && (read.Count == 0 || read[0] != _last))
        {
            return false;
        }

        JournalEntry[] entries = [.. read.Skip(known)];
        if (entries.Length > 0)
        {
            if (entries[0].Revision != _revision + 1 || entries.Length == LargestStep)
            {
                return false;
            }

            await ApplyAsync(entries, until);
        }

        if (board is not null)
        {
            var posted = await board.ReadAsync(_sequence, until);
            projection.Show(posted.Changed);
            _sequence = posted.Sequence;
        }

        if (entries.Length == 0)
        {
            await store.WaitForChangeAsync(Patience, until);
        }

        return true;
    }

    private async Task ApplyAsync(IReadOnlyList<JournalEntry> entries, CancellationToken until)
    {
        var changed = new List<(ResourceKey, Resource?)>();
        foreach (var key in entries.Select(e => e.Key).OfType<ResourceKey>().Distinct())
        {
            changed.Add((key, await store.FindAsync(key, until)));
        }

        documents.Apply(entries[^1].Revision, changed);
        projection.Apply(entries[^1].Revision, changed);
        (_revision, _last) = (entries[^1].Revision, entries[^1]);
    }
}
