using System.Text.Json.Serialization;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Stats;

/// <summary>The part of <c>GET /containers/{id}/stats</c> that we use.</summary>
internal sealed record StatsReading(
    [property: JsonPropertyName("read")] DateTimeOffset Read,
    [property: JsonPropertyName("cpu_stats")] StatsReading.Cpu? CpuStats,
    [property: JsonPropertyName("memory_stats")] StatsReading.Memory? MemoryStats,
    [property: JsonPropertyName("networks")] Dictionary<string, StatsReading.Network>? Networks)
{
    /// <summary>False when the container doesn't run: the engine then sends a reading of year 1 with nothing in it.</summary>
    public bool IsOfRunning => Read.Year > 1;

    public ContainerStats ToStats() => new(
        Read,
        CpuStats?.Usage?.Total ?? 0,
        MemoryStats?.WithoutDroppableCache ?? 0,
        MemoryStats?.Limit ?? 0,
        Networks?.Values.Sum(network => network.ReceivedBytes) ?? 0,
        Networks?.Values.Sum(network => network.SentBytes) ?? 0);

    /// <summary>Processor time.</summary>
    internal sealed record Cpu([property: JsonPropertyName("cpu_usage")] CpuUsage? Usage);

    /// <summary>Processor time in nanoseconds.</summary>
    internal sealed record CpuUsage([property: JsonPropertyName("total_usage")] long Total);

    /// <summary>Memory in bytes.</summary>
    internal sealed record Memory(
        [property: JsonPropertyName("usage")] long Usage,
        [property: JsonPropertyName("limit")] long Limit,
        [property: JsonPropertyName("stats")] MemoryDetails? Details)
    {
        /// <summary>
        /// Usage without the file cache that the kernel drops under pressure, as <c>docker stats</c> shows it: minus
        /// <c>total_inactive_file</c> on cgroup v1, minus <c>inactive_file</c> on v2. Source: Docker CLI reference, "docker container stats".
        /// </summary>
        public long WithoutDroppableCache
        {
            get
            {
                var cache = Details?.TotalInactiveFile ?? Details?.InactiveFile ?? 0;
                return cache < Usage ? Usage - cache : Usage;
            }
        }
    }

    /// <summary>The kernel's memory counters; version 1 has both, version 2 only the second.</summary>
    internal sealed record MemoryDetails(
        [property: JsonPropertyName("total_inactive_file")] long? TotalInactiveFile,
        [property: JsonPropertyName("inactive_file")] long? InactiveFile);

    /// <summary>One interface.</summary>
    internal sealed record Network(
        [property: JsonPropertyName("rx_bytes")] long ReceivedBytes, [property: JsonPropertyName("tx_bytes")] long SentBytes);
}
