using System.Runtime.CompilerServices;
using Orchestry.Actors.Logs;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Logs;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>
/// The past of an application's logs, up to a place in each and no further: what follows is the feed's. All containers merged by time. Throws
/// <see cref="StreamEndedException"/> when the engine fails.
/// </summary>
internal sealed class LogHistory(IContainerEngine engine, LogFilter filter, TimeProvider clock)
{
    /// <summary>Everything between two places, and what is lost of it.</summary>
    /// <param name="after">The place after which it begins.</param>
    /// <param name="until">Where the feed is.</param>
    /// <param name="app">The application then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<LogsItem> ReadAsync(
        LogCursor after, LogCursor until, AppSnapshot app, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = app.Replicas.Where(r => r.HasBegun && filter.Wants(r)).ToArray();
        var place = wanted.Aggregate(until, (now, replica) => now.With(after[replica.Id.Attempt]));
        foreach (var gap in Lost(after, until, app, place))
        {
            yield return gap;
        }

        var heads = new PriorityQueue<PastLog, (long, int)>();
        var open = new List<PastLog>();
        try
        {
            foreach (var replica in wanted)
            {
                var attempt = replica.Id.Attempt;
                var lines = new ContainerLog(engine, replica.Container!.Value).ReadAfterAsync(after[attempt], follows: false, cancellationToken);
                var log = new PastLog(replica, lines.GetAsyncEnumerator(cancellationToken), until[attempt]);
                open.Add(log);
                if (!after[attempt].IsAtLeast(until[attempt] with { IsEnded = false }) && await log.MoveNextAsync())
                {
                    heads.Enqueue(log, (log.Line.Frame.Timestamp.UtcTicks, attempt));
                    continue;
                }

                foreach (var last in End(log, ref place))
                {
                    yield return last;
                }
            }

            while (heads.TryDequeue(out var log, out _))
            {
                var (id, line) = (log.Replica.Id, log.Line);
                var before = place[id.Attempt];
                if (line.MayFollowLoss)
                {
                    yield return LogGaps.Rotated(id, before[line.Frame.Stream].Time, line.Frame.Timestamp, clock.GetUtcNow(), place);
                }

                place = place.With(before.With(line.Frame.Stream, line.Place));
                yield return Item(id, line, place);
                if (await log.MoveNextAsync())
                {
                    heads.Enqueue(log, (log.Line.Frame.Timestamp.UtcTicks, id.Attempt));
                    continue;
                }

                foreach (var last in End(log, ref place))
                {
                    yield return last;
                }
            }
        }
        finally
        {
            foreach (var log in open)
            {
                await log.DisposeAsync();
            }
        }
    }

    /// <summary>The last lines before a place, and the ends of those that have ended.</summary>
    /// <param name="lines">How many lines at most.</param>
    /// <param name="since">None of before this time.</param>
    /// <param name="until">Where the feed is.</param>
    /// <param name="app">The application then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<LogsItem>> ReadTailAsync(
        int lines, DateTimeOffset? since, LogCursor until, AppSnapshot app, CancellationToken cancellationToken)
    {
        var wanted = app.Replicas.Where(r => r.HasBegun && filter.Wants(r)).ToArray();
        var tails = await Task.WhenAll(wanted.Select(r => ReadTailAsync(r, lines, since, until[r.Id.Attempt], cancellationToken)));
        var all = wanted.Zip(tails)
            .SelectMany(t => t.Second.Lines.Select(line => (t.First.Id, Line: line)))
            .OrderBy(l => l.Line.Place.Ticks)
            .ToArray();
        var chosen = all[Math.Max(0, all.Length - lines)..];
        // Of what was not chosen nothing is wanted: whoever goes on after the first line does so here.
        var begun = chosen.Select(l => l.Id.Attempt).ToHashSet();
        var place = tails.Where(t => begun.Contains(t.Before.Attempt)).Aggregate(until, static (now, tail) => now.With(tail.Before));
        place = all[..^chosen.Length].Where(l => begun.Contains(l.Id.Attempt)).Aggregate(place, Passed);
        var items = new List<LogsItem>();
        foreach (var (id, line) in chosen)
        {
            place = Passed(place, (id, line));
            items.Add(Item(id, line, place));
        }

        foreach (var replica in wanted.Where(r => until[r.Id.Attempt].IsEnded))
        {
            place = place.With(until[replica.Id.Attempt]);
            items.Add(new EndItem(replica.Id.Attempt, replica.Id.Name, clock.GetUtcNow(), place));
        }

        return items;
    }

    private static LogCursor Passed(LogCursor place, (ReplicaId Id, PlacedLine Line) log) =>
        place.With(place[log.Id.Attempt].With(log.Line.Frame.Stream, log.Line.Place));

    private static LineItem Item(ReplicaId id, PlacedLine line, LogCursor place) => new(
        id.Attempt, id.Name, line.Frame.Stream, line.Frame.Timestamp, LogLevelRecognizer.Recognize(line.Frame.Text), line.Frame.Text, place);

    private async Task<(IReadOnlyCollection<PlacedLine> Lines, ContainerPosition Before)> ReadTailAsync(
        ReplicaSnapshot replica, int lines, DateTimeOffset? since, ContainerPosition until, CancellationToken cancellationToken)
    {
        try
        {
            return await new ContainerLog(engine, replica.Container!.Value).ReadTailAsync(lines, since, until, cancellationToken);
        }
        catch (EngineException error) when (error.IsOfGoneContainer())
        {
            // Removed, or being removed: of the past only what is there was asked for.
            return ([], until);
        }
        catch (EngineException error)
        {
            throw new StreamEndedException(StreamEnd.Failed, null, error.Fault.ToString(), error);
        }
    }

    /// <summary>What comes after the last line of a container.</summary>
    private List<LogsItem> End(PastLog log, ref LogCursor place)
    {
        var (id, before, now) = (log.Replica.Id, place[log.Replica.Id.Attempt], clock.GetUtcNow());
        place = place.With(ContainerPosition.Later(before, log.Until));
        var last = new List<LogsItem>();
        if (log.IsCutShort)
        {
            last.Add(LogGaps.Removed(id.Attempt, id.Name, before, now, place));
        }
        else if (log.IsLost(before, out var from))
        {
            last.Add(LogGaps.Rotated(id, from, log.Beyond, now, place));
        }

        if (log.Until.IsEnded && !before.IsEnded)
        {
            last.Add(new EndItem(id.Attempt, id.Name, now, place));
        }

        return last;
    }

    /// <summary>The containers that were there and are not any more, and those that nobody has seen.</summary>
    private IEnumerable<LogsItem> Lost(LogCursor after, LogCursor until, AppSnapshot app, LogCursor place)
    {
        var there = app.Replicas.Select(r => r.Id.Attempt).ToHashSet();
        foreach (var gone in after.Containers.Where(c => !c.IsEnded && !there.Contains(c.Attempt) && !IsReached(c)))
        {
            yield return LogGaps.Removed(gone.Attempt, null, gone, clock.GetUtcNow(), place);
        }

        if (after.NextAttempt > 0 && LogGaps.Unseen(after.NextAttempt, app, clock.GetUtcNow(), place) is { } unseen)
        {
            yield return unseen;
        }

        // Of a container that is just being removed the feed may still have to come what this subscriber has not.
        bool IsReached(ContainerPosition place) => until.Knows(place.Attempt) && place.IsAtLeast(until[place.Attempt] with { IsEnded = false });
    }
}
