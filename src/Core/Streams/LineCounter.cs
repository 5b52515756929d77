using Orchestry.Core.Engine;

namespace Orchestry.Core.Streams;

/// <summary>
/// Numbers the lines of one reading of a container's log. The reading must begin with the first line of its first stamp, as the engine's own
/// filter by time does.
/// </summary>
public sealed class LineCounter
{
    private LinePosition _stdout = LinePosition.Start;
    private LinePosition _stderr = LinePosition.Start;

    /// <summary>
    /// The place of the next line. Where the host's clock was set back, the stamps before it count on, so that places only ever grow within one
    /// reading.
    /// </summary>
    public LinePosition Next(LogFrame line)
    {
        ref var last = ref line.Stream == LogStream.Stdout ? ref _stdout : ref _stderr;
        var ticks = line.Timestamp.UtcTicks;
        last = ticks > last.Ticks ? new LinePosition(ticks, 0) : last with { Ordinal = last.Ordinal + 1 };
        return last;
    }
}
