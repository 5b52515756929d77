using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Testing.Engine;

namespace Orchestry.Docker.Tests.Usage;

public sealed class ControlGroupTests : UsageTest
{
    private static void AssertUsage(double cpuMilliseconds, long memory, ContainerUsage usage) =>
        Assert.Equal((TimeSpan.FromTicks((long)Math.Round(cpuMilliseconds * TimeSpan.TicksPerMillisecond)), memory), (usage.CpuTime, usage.MemoryBytes));

    private async Task<ContainerUsage> ReadOneAsync(ContainerId id, UsageReader? reader = null) =>
        Assert.Single(await (reader ?? Reader()).ReadAsync([id], default)).Value;

    [Fact]
    public async Task Version_2_is_read_without_the_droppable_cache_and_without_asking_the_engine()
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2($"docker/{id}", microseconds: 45_983, bytes: 462_848, inactiveFile: 20_480);
        var before = Engine.Calls.Count;
        var usage = await ReadOneAsync(id);
        AssertUsage(45.983, 442_368, usage);
        Assert.Equal(Clock.GetTimestamp(), usage.At);
        Assert.Equal(before, Engine.Calls.Count);
        Assert.Contains("v2", Assert.Single(Said(FromGroups)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_made_by_systemd_are_found()
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2($"system.slice/docker-{id}.scope");
        AssertUsage(45.983, 442_368, await ReadOneAsync(id));
        Assert.Equal(0, Engine.CountOf(EngineCall.Inspect));
    }

    [Theory]
    [InlineData("cpuacct")]
    [InlineData("cpu,cpuacct")]
    [InlineData("cpuacct,cpu")]
    public async Task Version_1_is_read_whatever_its_processor_hierarchy_is_called(string cpu)
    {
        var id = await RunAsync();
        Host.MountV1(cpu);
        Host.CpuV1(cpu, $"docker/{id}", nanoseconds: 45_983_310);
        Host.MemoryV1($"docker/{id}", bytes: 462_848, inactiveFile: 2848);
        AssertUsage(45.9833, 460_000, await ReadOneAsync(id));
        Assert.Contains("v1", Assert.Single(Said(FromGroups)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hybrid_host_whose_version_2_counts_nothing_is_read_by_version_1()
    {
        var id = await RunAsync();
        Host.MountV1();
        Host.MountUnified();
        Host.CpuV1("cpuacct", $"docker/{id}", nanoseconds: 2_000_000);
        Host.MemoryV1($"docker/{id}", bytes: 5000, inactiveFile: 1000);
        Host.CpuV2("unified", $"docker/{id}", microseconds: 1);
        AssertUsage(2, 4000, await ReadOneAsync(id));
    }

    [Fact]
    public async Task A_hybrid_host_whose_version_2_has_the_memory_is_read_by_both()
    {
        var id = await RunAsync();
        Host.MountV1(memory: false);
        Host.MountUnified("memory pids");
        Host.CpuV1("cpuacct", $"docker/{id}", nanoseconds: 2_000_000);
        Host.MemoryV2("unified", $"docker/{id}", bytes: 5000, inactiveFile: 1000);
        AssertUsage(2, 4000, await ReadOneAsync(id));
        Assert.Contains("v1 and v2", Assert.Single(Said(FromGroups)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_droppable_cache_than_memory_does_not_make_memory_negative()
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2($"docker/{id}", bytes: 1000, inactiveFile: 5000);
        Assert.Equal(1000, (await ReadOneAsync(id)).MemoryBytes);
    }

    [Theory]
    [InlineData("0::/my.slice/{0}", "my.slice/{0}")]
    [InlineData("0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-{0}.scope", "user.slice/user-1000.slice/user@1000.service/user.slice/docker-{0}.scope")]
    [InlineData("0::/my.slice/{0}/init.scope", "my.slice/{0}")]
    [InlineData("0::/kept/away/inner/{0}", "inner/{0}")]
    public async Task A_group_elsewhere_is_found_by_the_containers_process(string word, string group)
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2(group.Replace("{0}", id.Value, StringComparison.Ordinal));
        Host.Process(1001, $"12:pids:/nothing\n{word}\n".Replace("{0}", id.Value, StringComparison.Ordinal));
        AssertUsage(45.983, 442_368, await ReadOneAsync(id));
    }

    [Fact]
    public async Task Where_one_container_was_found_the_next_is_looked_for_without_asking_the_engine()
    {
        var (first, second) = (await RunAsync("web-1"), await RunAsync("web-2"));
        Host.MountV2();
        Host.ContainerV2($"my.slice/docker-{first}.scope");
        Host.ContainerV2($"my.slice/docker-{second}.scope");
        Host.Process(1001, $"0::/my.slice/docker-{first}.scope\n");
        var reader = Reader();
        await ReadOneAsync(first, reader);
        await ReadOneAsync(first, reader);
        await ReadOneAsync(second, reader);
        Assert.Equal(1, Engine.CountOf(EngineCall.Inspect));
    }

    [Fact]
    public async Task A_process_of_the_same_number_that_is_somebody_elses_is_not_taken_for_the_containers()
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2("user.slice", microseconds: 1, bytes: 1);
        Host.Process(1001, "0::/user.slice\n");
        Assert.NotEqual(1, (await ReadOneAsync(id)).MemoryBytes);
        Assert.Single(Said(FromStatistics));
    }

    [Fact]
    public async Task A_group_that_no_process_tells_of_is_searched_for()
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2($"a/b/c/{id}");
        AssertUsage(45.983, 442_368, await ReadOneAsync(id));
        Assert.Single(Said(FromGroups));
    }

    [Theory]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12", 0)]
    [InlineData("first/second", 4200)]
    public async Task A_search_goes_neither_too_deep_nor_through_more_groups_than_anybody_should_have(string parent, int others)
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2($"{parent}/{id}");
        for (var i = 0; i < others; i++)
        {
            Directory.CreateDirectory(Path.Combine(Host.Cgroup, $"other-{i}"));
        }

        await ReadOneAsync(id);
        Assert.Single(Said(FromStatistics));
    }

    [Fact]
    public async Task A_container_that_is_gone_stopped_or_never_started_is_left_out()
    {
        var (gone, stopped, running) = (await RunAsync("web-1"), await RunAsync("web-2"), await RunAsync("web-3"));
        var created = (await Engine.CreateContainerAsync(new ContainerSpec { Name = "web-4", Image = "web:1" }, default)).Value;
        Host.MountV2();
        foreach (var id in new[] { gone, stopped, running })
        {
            Host.ContainerV2($"docker/{id}");
        }

        var reader = Reader();
        Assert.Equal(3, (await reader.ReadAsync([gone, stopped, running, created], default)).Count);
        _ = (await Engine.RemoveContainerAsync(gone, force: true, default)).Value;
        _ = (await Engine.StopContainerAsync(stopped, TimeSpan.Zero, default)).Value;
        Host.RemoveV2($"docker/{gone}");
        Host.RemoveV2($"docker/{stopped}");
        Assert.Equal(running, Assert.Single(await reader.ReadAsync([gone, stopped, running, created, new ContainerId("../..")], default)).Key);
        Assert.Equal(0, Engine.CountOf(EngineCall.Stats));
        Assert.Equal([FromGroups], Said());
    }

    [Fact]
    public async Task A_container_that_was_restarted_is_left_out_once()
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2($"docker/{id}", microseconds: 9_000_000);
        var reader = Reader();
        await ReadOneAsync(id, reader);
        Host.ContainerV2($"docker/{id}", microseconds: 1000);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(await reader.ReadAsync([id], default));
        Host.ContainerV2($"docker/{id}", microseconds: 3000);
        AssertUsage(3, 442_368, await ReadOneAsync(id, reader));
    }

    [Fact]
    public async Task A_file_that_makes_no_sense_is_no_reading()
    {
        var id = await RunAsync();
        Host.MountV2();
        Host.ContainerV2($"docker/{id}");
        Host.CpuV2Text($"docker/{id}", "usage_usec\nusage_usecs 12\nuser_usec 3\n");
        await ReadOneAsync(id);
        Assert.Single(Said(FromStatistics));
    }

    [Fact]
    public async Task A_caller_who_cancels_is_told()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var id = await RunAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Reader().ReadAsync([id], cancelled.Token));
    }
}
