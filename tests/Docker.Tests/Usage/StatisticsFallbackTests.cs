using Orchestry.Core.Engine;
using Orchestry.Docker.Tests.Scripted;
using Orchestry.Testing.Engine;

namespace Orchestry.Docker.Tests.Usage;

public sealed class StatisticsFallbackTests : UsageTest
{
    private static readonly DockerOptions Elsewhere = new() { Host = "tcp://engine.example:2376" };

    [Fact]
    public async Task An_engine_on_another_host_is_asked_for_statistics_and_the_log_says_why_once()
    {
        var id = await RunAsync();
        Engine.Container("web-1").ProcessorsInUse = 0.5;
        Host.MountV2();
        Host.ContainerV2($"docker/{id}");
        var reader = Reader(Elsewhere);
        Clock.Advance(TimeSpan.FromSeconds(10));
        var first = (await reader.ReadAsync([id], default))[id];
        Clock.Advance(TimeSpan.FromSeconds(10));
        var second = (await reader.ReadAsync([id], default))[id];
        Assert.Equal(TimeSpan.FromSeconds(5), second.CpuTime - first.CpuTime);
        Assert.Equal(TimeSpan.FromSeconds(10), Clock.GetElapsedTime(first.At, second.At));
        Assert.Equal(Engine.Container("web-1").MemoryInUse, second.MemoryBytes);
        Assert.Contains("tcp://engine.example:2376 is not on this host", Assert.Single(Said(FromStatistics)), StringComparison.Ordinal);
        Assert.Equal([FromStatistics], Said());
    }

    [Fact]
    public async Task A_host_that_counts_no_memory_in_groups_is_read_by_statistics()
    {
        var id = await RunAsync();
        Host.MountV2("cpuset cpu io pids");
        Assert.Single(await Reader().ReadAsync([id], default));
        Assert.Contains("no control groups that count", Assert.Single(Said(FromStatistics)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_way_is_said_once_each_time()
    {
        var (readable, hidden) = (await RunAsync("web-1"), await RunAsync("web-2"));
        Host.MountV2();
        Host.ContainerV2($"docker/{readable}");
        var reader = Reader();
        foreach (var ids in new ContainerId[][] { [readable], [readable], [readable, hidden], [readable, hidden], [], [readable] })
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(ids.Length, (await reader.ReadAsync(ids, default)).Count);
        }

        Assert.Equal([FromGroups, FromStatistics, FromGroups], Said());
    }

    [Fact]
    public async Task A_container_without_a_group_is_looked_for_again_after_a_minute_and_not_before()
    {
        var id = await RunAsync();
        Host.MountV2();
        var reader = Reader();
        await reader.ReadAsync([id], default);
        Host.ContainerV2($"somewhere/{id}");
        Clock.Advance(TimeSpan.FromSeconds(59));
        await reader.ReadAsync([id], default);
        Assert.Equal((1, 2), (Engine.CountOf(EngineCall.Inspect), Engine.CountOf(EngineCall.Stats)));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await reader.ReadAsync([id], default);
        Assert.Equal((2, 2), (Engine.CountOf(EngineCall.Inspect), Engine.CountOf(EngineCall.Stats)));
    }

    [Fact]
    public async Task A_container_is_not_asked_for_again_within_the_interval()
    {
        var id = await RunAsync();
        var reader = Reader(Elsewhere);
        var first = (await reader.ReadAsync([id], default))[id];
        Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(first, (await reader.ReadAsync([id], default))[id]);
        Assert.Equal(1, Engine.CountOf(EngineCall.Stats));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, (await reader.ReadAsync([id], default))[id]);
        Assert.Equal(2, Engine.CountOf(EngineCall.Stats));
    }

    [Fact]
    public async Task Two_callers_at_once_make_one_call()
    {
        var id = await RunAsync();
        var gate = Engine.Gate(EngineCall.Stats);
        var reader = Reader(Elsewhere);
        var both = new[] { reader.ReadAsync([id], default), reader.ReadAsync([id], default) };
        await gate.Reached;
        gate.Release();
        Assert.All(await Task.WhenAll(both), readings => Assert.Single(readings));
        Assert.Equal(1, Engine.CountOf(EngineCall.Stats));
    }

    [Fact]
    public async Task No_more_calls_than_the_bound_are_under_way()
    {
        var ids = new List<ContainerId>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await RunAsync($"web-{i}"));
        }

        var gate = Engine.Gate(EngineCall.Stats);
        var reading = Reader(Elsewhere, Host.Options with { ConcurrentStatistics = 8 }).ReadAsync(ids, default);
        await gate.Reached;
        gate.Release();
        Assert.Equal(20, (await reading).Count);
        Assert.InRange(Engine.MaxConcurrent(EngineCall.Stats), 1, 8);
    }

    [Fact]
    public async Task Who_is_not_answered_in_time_is_left_out_and_comes_first_the_next_time()
    {
        var (quick, slow) = (await RunAsync("web-1"), await RunAsync("web-2"));
        var gate = Engine.Gate(EngineCall.Stats, name => name == "web-2");
        var reader = Reader(Elsewhere, Host.Options with { ConcurrentStatistics = 1 });
        var reading = reader.ReadAsync([quick, slow], default);
        await gate.Reached;
        Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(quick, Assert.Single(await reading).Key);

        gate.Release();
        Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2, (await reader.ReadAsync([quick, slow], default)).Count);
        Assert.Equal(["web-2", "web-1"], Engine.Calls.Where(call => call.Operation == EngineCall.Stats).TakeLast(2).Select(call => call.Argument));
    }

    [Fact]
    public async Task An_engine_that_never_answers_costs_the_deadline_and_no_more()
    {
        await using var scripted = new ScriptedEngine();
        var (group, hidden) = (new ContainerId(new string('a', 64)), new ContainerId(new string('b', 64)));
        foreach (var call in new[] { $"GET /containers/{hidden}/json", $"GET /containers/{hidden}/stats" })
        {
            scripted.On(call, reply => reply.HangAsync());
        }

        Host.MountV2();
        Host.ContainerV2($"docker/{group}");
        await using var engine = scripted.Connect();
        var options = Host.Options with { Deadline = TimeSpan.FromMilliseconds(300) };
        var local = await Reader(options: options, time: TimeProvider.System, engine: engine).ReadAsync([hidden, group], default);
        Assert.Equal(group, Assert.Single(local).Key);
        Assert.Empty(await Reader(Elsewhere, options, TimeProvider.System, engine).ReadAsync([hidden, group], default));
    }

    [Fact]
    public async Task An_engine_that_is_away_leaves_everybody_out_who_needs_it()
    {
        var id = await RunAsync();
        Engine.GoAway();
        Assert.Empty(await Reader(Elsewhere).ReadAsync([id], default));
        Assert.Empty(await Reader().ReadAsync([id], default));
        Assert.Empty(Said());
    }

    [Theory]
    [InlineData("""{"read":"0001-01-01T00:00:00Z"}""", 200)]
    [InlineData("""{"read":"2026-01-05T10:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":42}},"memory_stats":{}}""", 200)]
    [InlineData("""{"read":"2026-01-05T10:00:00Z" """, 200)]
    [InlineData("""{"message":"No such container"}""", 404)]
    public async Task Statistics_that_say_nothing_are_missing_and_never_zero(string answer, int status)
    {
        await using var scripted = new ScriptedEngine();
        scripted.On("GET /containers/web/stats", status, answer);
        await using var engine = scripted.Connect();
        Assert.Empty(await Reader(Elsewhere, time: TimeProvider.System, engine: engine).ReadAsync([new ContainerId("web")], default));
    }

    [Fact]
    public async Task Only_one_collection_is_asked_of_the_engine()
    {
        await using var scripted = new ScriptedEngine();
        scripted.On("GET /containers/web/stats", 200, """
            {"read":"2026-01-05T10:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":4200}},"memory_stats":{"usage":1000,"stats":{"inactive_file":1} } }
            """);
        await using var engine = scripted.Connect();
        var usage = Assert.Single(await Reader(Elsewhere, time: TimeProvider.System, engine: engine).ReadAsync([new ContainerId("web")], default)).Value;
        Assert.Equal((TimeSpan.FromMicroseconds(4.2), 999), (usage.CpuTime, usage.MemoryBytes));
        Assert.EndsWith("?stream=false&one-shot=true", Assert.Single(scripted.Requests).Target, StringComparison.Ordinal);
    }
}
