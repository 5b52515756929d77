namespace Orchestry.Core.Journal;

/// <summary>The database is broken or can't be reached. The message says what a person can do.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A write was refused because another leader has taken office since: this node must step down.</summary>
public sealed class TermPassedException(long ours, long current)
    : StoreException($"Term {ours} is over: the store has seen term {current}.")
{
    /// <summary>The term the write carried.</summary>
    public long Ours { get; } = ours;

    /// <summary>The highest term the store has seen.</summary>
    public long Current { get; } = current;
}

/// <summary>
/// The database went away while it committed: the changes may have been written or not. Whoever sees this can't know the store's state any
/// more and must read it again, after a new term has made sure that nothing is under way.
/// </summary>
public sealed class OutcomeUnknownException(string message, Exception? inner = null) : StoreException(message, inner);
