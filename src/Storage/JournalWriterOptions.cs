namespace Orchestry.Storage;

/// <summary>Bounds of the group commit.</summary>
public sealed class JournalWriterOptions
{
    /// <summary>
    /// How many changes one transaction takes at most. Default 512: far beyond what waits during one disk flush, yet a transaction stays
    /// within some ten milliseconds. One caller's changes are never split, however many they are.
    /// </summary>
    public int MaxBatch { get; set; } = 512;

    /// <summary>How many callers may wait at most before the next ones wait for a place in the queue. Default 4096.</summary>
    public int MaxQueue { get; set; } = 4096;
}
