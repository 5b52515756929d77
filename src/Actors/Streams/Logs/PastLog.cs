using Orchestry.Actors.Logs;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>The past of one container's log: from one place to another.</summary>
internal sealed class PastLog(ReplicaSnapshot replica, IAsyncEnumerator<PlacedLine> lines, ContainerPosition until) : IAsyncDisposable
{
    // Beyond the later of the two streams by more than this nothing of the other one comes.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    private readonly long _last = Math.Max(until.Stdout.Ticks, until.Stderr.Ticks) + Skew.Ticks;

    public ReplicaSnapshot Replica { get; } = replica;

    public ContainerPosition Until { get; } = until;

    /// <summary>The line reached by <see cref="MoveNextAsync"/>.</summary>
    public PlacedLine Line { get; private set; }

    /// <summary>Whether the container was gone before all of it was read.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>The time of the first line after what is wanted of it; null: none was seen.</summary>
    public DateTimeOffset? Beyond { get; private set; }

    /// <summary>Whether the last lines that it should have held were not found: they were rotated away before they were read.</summary>
    /// <param name="reached">The place of the last line that was found.</param>
    /// <param name="from">The time of the last line before them; null: there is none.</param>
    public bool IsLost(ContainerPosition reached, out DateTimeOffset? from)
    {
        foreach (var stream in Enum.GetValues<LogStream>())
        {
            if (Until[stream].IsLine && reached[stream] < Until[stream])
            {
                from = reached[stream].IsLine ? reached[stream].Time : null;
                return true;
            }
        }

        from = null;
        return false;
    }

    /// <summary>False at the end. Throws <see cref="StreamEndedException"/> when the engine fails.</summary>
    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            while (await lines.MoveNextAsync())
            {
                Line = lines.Current;
                if (Line.Place <= Until[Line.Frame.Stream])
                {
                    return true;
                }

                Beyond ??= Line.Frame.Timestamp;
                if (Line.Place.Ticks > _last)
                {
                    return false;
                }
            }
        }
        catch (EngineException error) when (error.IsOfGoneContainer())
        {
            IsCutShort = true;
        }
        catch (EngineException error)
        {
            throw new StreamEndedException(StreamEnd.Failed, null, error.Fault.ToString(), error);
        }

        return false;
    }

    public ValueTask DisposeAsync() => lines.DisposeAsync();
}
