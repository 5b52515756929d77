namespace Orchestry.Core.Metrics;

/// <summary>Arithmetic on the timestamps of a clock, without the clock.</summary>
internal static class Clock
{
    /// <summary>The time between two timestamps; never less than zero.</summary>
    public static TimeSpan Between(long before, long now, long ticksPerSecond) =>
        now <= before ? TimeSpan.Zero : TimeSpan.FromSeconds((double)(now - before) / ticksPerSecond);
}
