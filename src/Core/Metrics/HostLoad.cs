namespace Orchestry.Core.Metrics;

/// <summary>How busy a host is.</summary>
/// <param name="CpuPercent">Processor use since the reading before, percent of all processors; null without an earlier one.</param>
/// <param name="Usage">The figures themselves.</param>
public sealed record HostLoad(double? CpuPercent, HostUsage Usage)
{
    /// <summary>The load between two readings of one host; null: the host can't be read.</summary>
    /// <param name="before">The earlier reading; null: none.</param>
    /// <param name="now">The later one.</param>
    /// <param name="ticksPerSecond">How many timestamps there are in a second (<see cref="TimeProvider.TimestampFrequency"/>).</param>
    public static HostLoad? Between(HostUsage? before, HostUsage? now, long ticksPerSecond)
    {
        if (now is null)
        {
            return null;
        }

        if (before is null || now.CpuTime < before.CpuTime || now.Processors <= 0)
        {
            return new HostLoad(null, now);
        }

        var elapsed = Clock.Between(before.At, now.At, ticksPerSecond);
        return new HostLoad(elapsed > TimeSpan.Zero ? 100 * ((now.CpuTime - before.CpuTime) / elapsed) / now.Processors : null, now);
    }
}
