namespace Orchestry.Docker.Events;

/// <summary>The pauses between attempts to reconnect: 100 ms, doubling to 5 s, each shortened by up to a half at random.</summary>
internal sealed class Backoff
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    private TimeSpan _next = First;

    public void Reset() => _next = First;

    // Random, so that controllers that lost the same engine don't return to it in step.
    public TimeSpan Next()
    {
        var pause = _next * (1 - (Random.Shared.NextDouble() / 2));
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return pause;
    }
}
