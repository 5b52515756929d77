namespace Orchestry.Core.Engine;

/// <summary>Which stream a line was written to.</summary>
public enum LogStream
{
    /// <summary>Standard output; everything of a container with a terminal.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}

/// <summary>One line of a container's log.</summary>
/// <param name="Stream">Where it was written.</param>
/// <param name="Timestamp">When the engine received it (nanoseconds are cut to 100 ns).</param>
/// <param name="Text">The line without its end; invalid UTF-8 becomes U+FFFD; longer than 1 MiB is cut.</param>
public sealed record LogFrame(LogStream Stream, DateTimeOffset Timestamp, string Text);

/// <summary>Which part of a log to read.</summary>
/// <param name="Tail">Lines from the end; null: all.</param>
/// <param name="Since">Only lines at or after this time; null: from the start.</param>
/// <param name="Follow">Whether to go on with new lines until the container exits.</param>
public sealed record LogQuery(int? Tail, DateTimeOffset? Since, bool Follow);
