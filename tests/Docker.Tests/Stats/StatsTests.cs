using Orchestry.Core.Engine;
using Orchestry.Docker.Tests.Scripted;

namespace Orchestry.Docker.Tests.Stats;

public sealed class StatsTests
{
    [Theory]
    [InlineData("""{"total_inactive_file":300,"inactive_file":1}""", 700)]
    [InlineData("""{"inactive_file":400}""", 600)]
    [InlineData("""{"inactive_file":5000}""", 1000)]
    [InlineData("{}", 1000)]
    public async Task Memory_is_counted_without_the_cache_that_can_be_dropped_on_both_cgroup_versions(string details, long memory)
    {
        await using var scripted = new ScriptedEngine();
        scripted.On("GET /containers/web/stats", 200, $$$"""
            {"read":"2026-01-05T10:00:00.123456789Z","cpu_stats":{"cpu_usage":{"total_usage":42}},
             "memory_stats":{"usage":1000,"limit":2000,"stats":{{{details}}} },
             "networks":{"eth0":{"rx_bytes":1,"tx_bytes":2},"eth1":{"rx_bytes":10,"tx_bytes":20} } }
            """);
        await using var engine = scripted.Connect();
        var stats = (await engine.ReadStatsAsync(new ContainerId("web"), default)).Value;
        Assert.Equal((42, memory, 2000, 11, 22), (stats.CpuNanoseconds, stats.MemoryBytes, stats.MemoryLimitBytes, stats.ReceivedBytes, stats.SentBytes));
    }

    [Fact]
    public async Task Statistics_that_fall_silent_are_a_timeout()
    {
        await using var scripted = new ScriptedEngine();
        scripted.On("GET /containers/web/stats", async reply =>
        {
            await reply.BeginAsync();
            await reply.HangAsync();
        });
        await using var engine = scripted.Connect(options => options with { StatsIdleTimeout = TimeSpan.FromMilliseconds(200) });
        await using var readings = engine.WatchStatsAsync(new ContainerId("web"), default).GetAsyncEnumerator();
        var silent = await Assert.ThrowsAsync<EngineException>(async () => await readings.MoveNextAsync());
        Assert.Equal(EngineFaultKind.Timeout, silent.Fault.Kind);
    }
}
