using Orchestry.Core.Engine;

namespace Orchestry.Docker.Tests.Contract;

public abstract partial class ContainerEngineContract
{
    [Fact]
    public async Task Files_are_put_into_a_container_before_it_starts_once_or_twice()
    {
        var id = await CreateAsync(Spec(new Workload.Serves()));
        ContainerFile[] files = [new("/etc/app/deep/site.json", "{}"u8.ToArray()), new("/etc/app/other", "x"u8.ToArray())];

        _ = (await Engine.UploadFilesAsync(id, files, Token)).Value;
        _ = (await Engine.UploadFilesAsync(id, files, Token)).Value;

        _ = (await Engine.StartContainerAsync(id, Token)).Value;
        Assert.Equal(ContainerState.Running, (await InspectAsync(id)).State);
    }

    [Fact]
    public async Task No_files_are_put_into_a_container_that_is_not_there() => AssertFault(
        EngineFaultKind.NotFound, await Engine.UploadFilesAsync(new ContainerId(NewName()), [new ContainerFile("/x", "x"u8.ToArray())], Token));

    [Fact]
    public async Task A_network_is_created_once_and_then_taken_as_it_is()
    {
        var name = NetworkOf(FreeSubnet);
        var created = await EnsureNetworkAsync(name, FreeSubnet);
        Assert.Equal(name, created.Name);
        Assert.Equal(FreeSubnet, created.Subnet);
        Assert.Equal(Run, created.Labels[RunLabel]);
        Assert.Equal(created.Id, (await EnsureNetworkAsync(name, subnet: null)).Id);
    }

    [Fact]
    public async Task A_container_shows_its_address_in_its_network_while_it_runs()
    {
        var network = await EnsureNetworkAsync(NetworkOf(FreeSubnet), FreeSubnet);
        var id = await RunAsync(Spec(new Workload.Serves()) with { Network = network.Name });
        var address = Assert.Single((await InspectAsync(id)).Addresses);
        Assert.Equal(network.Name, address.Key);
        Assert.True(System.Net.IPNetwork.Parse(FreeSubnet).Contains(System.Net.IPAddress.Parse(address.Value)), address.Value);
        Assert.Equal(address, Assert.Single(Assert.Single((await Engine.ListContainersAsync(Mine, Token)).Value).Addresses));
        await Engine.KillContainerAsync(id, "SIGKILL", Token);
        Assert.Empty((await ExitedAsync(id)).Addresses);
    }

    [Fact]
    public async Task A_network_in_use_stays_and_a_missing_one_is_removed_already()
    {
        var network = await EnsureNetworkAsync(NetworkOf(FreeSubnet), FreeSubnet);
        var id = await RunAsync(Spec(new Workload.Serves()) with { Network = network.Name });
        AssertFault(EngineFaultKind.Conflict, await Engine.RemoveNetworkAsync(network.Name, Token));
        await Engine.RemoveContainerAsync(id, force: true, Token);
        Assert.True((await Engine.RemoveNetworkAsync(network.Name, Token)).IsSuccess);
        Assert.True((await Engine.RemoveNetworkAsync(network.Name, Token)).IsSuccess);
    }

    [Fact]
    public async Task A_container_on_a_missing_network_does_not_start()
    {
        var id = await CreateAsync(Spec(new Workload.Serves()) with { Network = NewName("net") });
        AssertFault(EngineFaultKind.NotFound, await Engine.StartContainerAsync(id, Token));
    }

    [Fact]
    public async Task A_volume_is_created_once_listed_by_label_and_removed_once()
    {
        var name = NewName("vol");
        Assert.True((await Engine.EnsureVolumeAsync(name, MyLabels, Token)).IsSuccess);
        Assert.True((await Engine.EnsureVolumeAsync(name, MyLabels, Token)).IsSuccess);
        Assert.Equal([name], (await Engine.ListVolumesAsync(Mine, Token)).Value);
        Assert.Empty((await Engine.ListVolumesAsync(new Dictionary<string, string?> { [RunLabel] = "somebody else" }, Token)).Value);
        Assert.True((await Engine.RemoveVolumeAsync(name, Token)).Value);
        Assert.False((await Engine.RemoveVolumeAsync(name, Token)).Value);
    }

    [Fact]
    public async Task A_volume_that_a_container_mounts_is_not_removed()
    {
        var name = NewName("vol");
        await Engine.EnsureVolumeAsync(name, MyLabels, Token);
        var id = await CreateAsync(Spec(new Workload.Serves()) with { Mounts = [new MountSpec(name, "/data", IsHostPath: false, ReadOnly: false)] });
        AssertFault(EngineFaultKind.Conflict, await Engine.RemoveVolumeAsync(name, Token));
        await Engine.RemoveContainerAsync(id, force: true, Token);
        Assert.True((await Engine.RemoveVolumeAsync(name, Token)).Value);
    }

    [Fact]
    public async Task An_image_on_the_engine_is_found_and_a_missing_one_is_not()
    {
        var image = SpecOf(new Workload.Serves()).Image;
        var found = (await Engine.InspectImageAsync(image, Token)).Value;
        Assert.StartsWith("sha256:", found.Id, StringComparison.Ordinal);
        Assert.Contains(image, found.Tags);
        AssertFault(EngineFaultKind.ImageNotFound, await Engine.InspectImageAsync($"orchestry-missing-{Run}:1", Token));
    }

    [Fact]
    public async Task Removing_a_missing_image_succeeds() =>
        Assert.True((await Engine.RemoveImageAsync($"orchestry-missing-{Run}:1", Token)).IsSuccess);

    [Fact]
    public async Task A_command_inside_a_container_answers_its_exit_code_and_both_outputs()
    {
        var id = await RunAsync(new Workload.Greets());
        var result = (await Engine.ExecAsync(id, ["greet"], Token)).Value;
        Assert.Equal(new ExecResult(3, "hello\n", "world\n"), result);
    }

    [Fact]
    public async Task A_command_inside_a_container_that_does_not_run_is_refused()
    {
        var id = await CreateAsync(Spec(new Workload.Greets()));
        AssertFault(EngineFaultKind.Conflict, await Engine.ExecAsync(id, ["greet"], Token));
        AssertFault(EngineFaultKind.NotFound, await Engine.ExecAsync(new ContainerId(NewName()), ["greet"], Token));
    }

    [Fact]
    public async Task Statistics_show_memory_below_its_limit()
    {
        const long Limit = 64 * 1024 * 1024;
        var id = await RunAsync(Spec(new Workload.Serves()) with { MemoryBytes = Limit });
        var stats = (await Engine.ReadStatsAsync(id, Token)).Value;
        Assert.Equal(Limit, stats.MemoryLimitBytes);
        Assert.InRange(stats.MemoryBytes, 1, Limit);
        Assert.True(stats.CpuNanoseconds >= 0);
    }

    [Fact]
    public async Task Statistics_of_a_container_that_does_not_run_are_refused()
    {
        AssertFault(EngineFaultKind.Conflict, await Engine.ReadStatsAsync(await CreateAsync(Spec(new Workload.Serves())), Token));
        AssertFault(EngineFaultKind.NotFound, await Engine.ReadStatsAsync(new ContainerId(NewName()), Token));
    }

    [Fact]
    public async Task Watched_statistics_end_when_the_container_does()
    {
        var id = await RunAsync(new Workload.Serves());
        var readings = 0;
        await foreach (var reading in Engine.WatchStatsAsync(id, Token))
        {
            if (++readings == 2)
            {
                await Engine.KillContainerAsync(id, "SIGKILL", Token);
            }

            Assert.True(reading.MemoryBytes >= 0);
        }

        Assert.True(readings >= 2);
    }
}
