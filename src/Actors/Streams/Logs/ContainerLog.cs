using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>A line with its place.</summary>
/// <param name="Frame">The line.</param>
/// <param name="Place">Its place in its stream.</param>
/// <param name="MayFollowLoss">Whether the line that it should follow is not in the log any more: some may be lost between the two.</param>
internal readonly record struct PlacedLine(LogFrame Frame, LinePosition Place, bool MayFollowLoss);

/// <summary>Reads the log of one container, line by line with its place.</summary>
internal sealed class ContainerLog(IContainerEngine engine, ContainerId container)
{
    // How far the stamps of the two streams may be out of order where the last lines are looked at.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    // Lines read before the ones asked for: most often enough to number those right that share a stamp.
    private const int Margin = 16;

    /// <summary>Every line after a place. Throws <see cref="EngineException"/>.</summary>
    /// <param name="after">The place.</param>
    /// <param name="follows">Whether to go on until the container exits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<PlacedLine> ReadAfterAsync(
        ContainerPosition after, bool follows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = after.ReadFrom;
        var counter = new LineCounter();
        var (stdoutIsFound, stderrIsFound) = (IsBeyondLooking(after.Stdout), IsBeyondLooking(after.Stderr));
        await foreach (var frame in engine.ReadLogsAsync(container, new LogQuery(null, from, follows), cancellationToken))
        {
            var place = counter.Next(frame);
            ref var isFound = ref frame.Stream == LogStream.Stdout ? ref stdoutIsFound : ref stderrIsFound;
            if (place <= after[frame.Stream])
            {
                isFound |= place == after[frame.Stream];
                continue;
            }

            var mayFollowLoss = !isFound;
            isFound = true;
            yield return new PlacedLine(frame, place, mayFollowLoss);
        }

        bool IsBeyondLooking(LinePosition last) => !last.IsLine || last.Time < from;
    }

    /// <summary>
    /// The last lines up to a place, at most so many of them and not of before a time, oldest first, and the place after which they begin. Throws
    /// <see cref="EngineException"/>.
    /// </summary>
    public async Task<(IReadOnlyCollection<PlacedLine> Lines, ContainerPosition Before)> ReadTailAsync(
        int lines, DateTimeOffset? since, ContainerPosition until, CancellationToken cancellationToken)
    {
        for (var asked = lines + Margin; ; asked *= 2)
        {
            var (read, first) = (0, DateTimeOffset.MinValue);
            var counter = new LineCounter();
            var tail = new Queue<PlacedLine>();
            var before = until;
            await foreach (var frame in engine.ReadLogsAsync(container, new LogQuery(asked, since, Follow: false), cancellationToken))
            {
                if (read++ == 0)
                {
                    (first, before) = (frame.Timestamp, ContainerPosition.At(until.Attempt, LinePosition.Before(frame.Timestamp)));
                }

                var line = new PlacedLine(frame, counter.Next(frame), MayFollowLoss: false);
                if (line.Place <= until[frame.Stream])
                {
                    tail.Enqueue(line);
                    if (tail.Count > lines && tail.Dequeue() is var (left, place, _))
                    {
                        before = before.With(left.Stream, place);
                    }
                }
            }

            // Of the first stamp some lines may have been left out, so its lines are not numbered right; and what was written since the place
            // was looked at takes up the answer, too.
            if (read < asked || (tail.Count == lines && tail.Peek().Frame.Timestamp > first))
            {
                return (tail, before);
            }
        }
    }

    /// <summary>The place of the last line there is now. Throws <see cref="EngineException"/>.</summary>
    public async Task<ContainerPosition> FindEndAsync(int attempt, CancellationToken cancellationToken)
    {
        DateTimeOffset? last = null;
        await foreach (var frame in engine.ReadLogsAsync(container, new LogQuery(1, null, Follow: false), cancellationToken))
        {
            last = frame.Timestamp;
        }

        if (last is null)
        {
            return ContainerPosition.StartOf(attempt);
        }

        var end = ContainerPosition.At(attempt, LinePosition.Before(last.Value - Skew));
        await foreach (var line in ReadAfterAsync(end, follows: false, cancellationToken))
        {
            end = end.With(line.Frame.Stream, line.Place);
        }

        return end;
    }
}
