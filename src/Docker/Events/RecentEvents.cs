namespace Orchestry.Docker.Events;

/// <summary>Remembers the last events delivered, to recognise those that the engine replays after a reconnection.</summary>
internal sealed class RecentEvents
{
    /// <summary>Twice what the engine can replay.</summary>
    private const int Capacity = 512;

    private readonly HashSet<(string? Action, string? Id, long Nanoseconds)> _known = [];
    private readonly Queue<(string? Action, string? Id, long Nanoseconds)> _order = new();

    /// <summary>The time of the newest event seen, in nanoseconds since 1970; null before the first.</summary>
    public long? Newest { get; private set; }

    /// <summary>False when the event was seen before.</summary>
    public bool TryAdd(EventLine line)
    {
        if (!_known.Add(line.Key))
        {
            return false;
        }

        _order.Enqueue(line.Key);
        if (_order.Count > Capacity)
        {
            _known.Remove(_order.Dequeue());
        }

        Newest = Math.Max(Newest ?? 0, line.Nanoseconds);
        return true;
    }
}
