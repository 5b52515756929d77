using Orchestry.Core.Journal;

namespace Orchestry.Core.Scaling.Explained;

/// <summary>
/// One application's decisions since the leader took office: collapses what repeats itself, and says what is to be written when. Refusals are written at
/// once, but at most <see cref="MostWrites"/> times in <see cref="Stretch"/>, together with what came meanwhile, however the load wavers; one that goes on
/// is written again after <see cref="RefreshAfter"/>. What changes the number of replicas is written with that change. Belongs to one owner.
/// </summary>
/// <param name="app">The application.</param>
/// <param name="term">The leader's term.</param>
public sealed class DecisionLog(string app, long term)
{
    /// <summary>Batches in a <see cref="Stretch"/>.</summary>
    public const int MostWrites = 6;

    /// <summary>The time in which so many batches are written.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromMinutes(30);

    /// <summary>The time after which an entry that goes on is written again, so that its count is not too old on other nodes and after a failover.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromHours(1);

    /// <summary>The most entries of a batch; of more, the oldest are left out.</summary>
    public const int MostEntries = 20;

    private readonly List<DecisionEntry> _unwritten = [];
    private ScalingDecision? _last;
    private DecisionEntry? _open;
    private readonly Queue<DateTimeOffset> _writes = new();
    private DateTimeOffset? _writtenAt;
    private int _leftOut;
    private bool _isWriting;

    /// <summary>Takes a decision that changes nothing.</summary>
    public void Hold(ScalingDecision decision, ScalingInput input)
    {
        var entry = DecisionEntry.Of(decision, input, term);
        if (_open is { } open && _last is { } last && decision.IsRepetitionOf(last))
        {
            entry = entry with { FirstAt = open.FirstAt, Count = open.Count + 1 };
            if (_unwritten.Remove(open) || entry.LastAt - _writtenAt >= RefreshAfter)
            {
                Add(entry);
            }
        }
        else
        {
            End();
            Add(entry);
        }

        (_last, _open) = (decision, entry);
    }

    /// <summary>What is to be written with a decision that changes something: all that waits, and it. <see cref="Written"/> or <see cref="NotWritten"/> must follow.</summary>
    public DecisionWrite Change(ScalingDecision decision, ScalingInput input)
    {
        End();
        return Write([.. _unwritten, DecisionEntry.Of(decision, input, term)], decision.At, isChange: true);
    }

    /// <summary>What is to be written now; null: nothing. <see cref="Written"/> or <see cref="NotWritten"/> must follow.</summary>
    public DecisionWrite? Due(DateTimeOffset now)
    {
        while (_writes.TryPeek(out var first) && now - first >= Stretch)
        {
            _writes.Dequeue();
        }

        if (_isWriting || _unwritten.Count == 0 || _writes.Count >= MostWrites)
        {
            return null;
        }

        _isWriting = true;
        return Write([.. _unwritten], now, isChange: false);
    }

    /// <summary>It is durable. After a change what comes next begins anew.</summary>
    public void Written(DecisionWrite write)
    {
        // By reference: one that has gone on meanwhile is another one.
        _unwritten.RemoveAll(e => write.Entries.Any(w => ReferenceEquals(w, e)));
        (_leftOut, _writtenAt) = (0, write.At);
        _writes.Enqueue(write.At);
        _isWriting &= write.IsChange;
        if (write.IsChange)
        {
            (_last, _open) = (null, null);
        }
    }

    /// <summary>It was not written, and stays to be.</summary>
    public void NotWritten(DecisionWrite write) => _isWriting &= write.IsChange;

    /// <summary>What has gone on since it was written is written once more, with its last count.</summary>
    private void End()
    {
        if (_open is { Count: > 1 } ended && !_unwritten.Contains(ended))
        {
            Add(ended);
        }
    }

    private DecisionWrite Write(IReadOnlyList<DecisionEntry> entries, DateTimeOffset at, bool isChange) =>
        new(ScalingEvents.Explained(app, new DecisionBatch(entries, _leftOut), at), entries, at, isChange);

    private void Add(DecisionEntry entry)
    {
        _unwritten.Add(entry);
        if (_unwritten.Count > MostEntries)
        {
            _unwritten.RemoveAt(0);
            _leftOut++;
        }
    }
}

/// <summary>Decisions on their way into the journal.</summary>
/// <param name="Event">The event that holds them.</param>
/// <param name="Entries">They themselves.</param>
/// <param name="At">When they were given out.</param>
/// <param name="IsChange">Whether the last of them changes the number of replicas.</param>
public sealed record DecisionWrite(EventRecord Event, IReadOnlyList<DecisionEntry> Entries, DateTimeOffset At, bool IsChange);
