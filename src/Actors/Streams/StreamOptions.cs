namespace Orchestry.Actors.Streams;

/// <summary>How much of the streams is kept in memory.</summary>
public sealed record StreamOptions
{
    /// <summary>Items of one stream that a subscriber may be behind. Default 4096, rounded up to a power of two.</summary>
    public int BufferItems { get; init; } = 4096;

    /// <summary>What the lines of one application's stream that are kept may take together, in bytes. Default 8 MiB.</summary>
    public long BufferBytes { get; init; } = 8 * 1024 * 1024;
}
