using System.Net.Http.Json;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Tests.Contract;

/// <summary>What only a real engine can show: that a spec takes effect inside the container.</summary>
public sealed partial class RealEngineContractTests
{
    private async Task<string> OutputOfAsync(ContainerId id, params string[] command)
    {
        var result = (await Engine.ExecAsync(id, command, Token)).Value;
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return result.Output;
    }

    [Fact]
    public async Task Environment_and_working_directory_reach_the_command_on_top_of_the_image()
    {
        var spec = Spec(new Workload.Serves()) with
        {
            Environment = new Dictionary<string, string> { ["GREETING"] = "a=b c", ["EMPTY"] = "" },
            WorkingDirectory = "/www",
        };
        var id = await RunAsync(spec);
        var environment = (await OutputOfAsync(id, "env")).Split('\n');
        Assert.Contains("GREETING=a=b c", environment);
        Assert.Contains("EMPTY=", environment);
        Assert.Contains("FROM_IMAGE=yes", environment);
        Assert.Equal("/www\n", await OutputOfAsync(id, "pwd"));
    }

    [Fact]
    public async Task A_file_is_there_when_the_command_begins_for_everybody_to_read_and_nobody_to_write()
    {
        var spec = Spec(new Workload.Serves()) with { Arguments = Shell("cat /etc/app/deep/site.json; echo; exec sleep 1000") };
        var id = await CreateAsync(spec);
        _ = (await Engine.UploadFilesAsync(id, [new ContainerFile("/etc/app/deep/site.json", "first"u8.ToArray())], Token)).Value;
        _ = (await Engine.UploadFilesAsync(id, [new ContainerFile("/etc/app/deep/site.json", "second, with ümlaut"u8.ToArray())], Token)).Value;
        _ = (await Engine.StartContainerAsync(id, Token)).Value;

        Assert.Equal("second, with ümlaut", Assert.Single(await LogOfAsync(id, lines: 1)).Text);
        Assert.Equal("444 0\n", await OutputOfAsync(id, "busybox", "stat", "-c", "%a %u", "/etc/app/deep/site.json"));
        Assert.Equal("755\n", await OutputOfAsync(id, "busybox", "stat", "-c", "%a", "/etc/app/deep"));
    }

    [Theory]
    [InlineData("/www", "folder of that path")]
    [InlineData("/bin/busybox/x", "file where that path needs a folder")]
    public async Task A_file_never_takes_the_place_of_a_folder_nor_the_other_way_round(string path, string advice)
    {
        var id = await CreateAsync(Spec(new Workload.Serves()));

        var refused = await Engine.UploadFilesAsync(id, [new ContainerFile(path, "s3cret"u8.ToArray())], Token);

        AssertFault(EngineFaultKind.CannotStart, refused);
        Assert.Contains(path, refused.Fault!.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refused.Fault.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entrypoint_stands_before_the_arguments()
    {
        var id = await RunAsync(Spec(new Workload.Serves()) with { Entrypoint = ["echo", "first"], Arguments = ["second"] });
        Assert.Equal("first second", Assert.Single(await LogOfAsync(id, lines: 1)).Text);
    }

    [Fact]
    public async Task An_image_that_is_given_no_command_runs_its_own()
    {
        var id = await RunAsync(Spec(new Workload.Serves()) with { Arguments = [] });
        Assert.Equal("busybox httpd -f -p 80 -h /www", (await OutputOfAsync(id, "sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline")).Trim());
    }

    [Fact]
    public async Task Processor_and_memory_limits_are_set_and_swap_cannot_dodge_them()
    {
        var id = await RunAsync(Spec(new Workload.Serves()) with { NanoCpus = 250_000_000, MemoryBytes = 32 * 1024 * 1024 });
        var host = (await RawAsync($"/containers/{id}/json")).GetProperty("HostConfig");
        Assert.Equal(250_000_000, host.GetProperty("NanoCpus").GetInt64());
        Assert.Equal(32 * 1024 * 1024, host.GetProperty("Memory").GetInt64());
        Assert.Equal(32 * 1024 * 1024, host.GetProperty("MemorySwap").GetInt64());
        Assert.Equal("no", host.GetProperty("RestartPolicy").GetProperty("Name").GetString());
    }

    [Fact]
    public async Task A_container_that_outgrows_its_memory_is_killed_and_says_so()
    {
        await using var events = Engine.WatchAsync(Mine, since: null, Token).GetAsyncEnumerator(Token);
        await events.MoveNextAsync();
        var id = await RunAsync(Spec(new Workload.Serves()) with
        {
            MemoryBytes = 8 * 1024 * 1024,
            Arguments = Shell("x=$(yes | head -c 100000000); echo survived"),
        });
        Assert.Equal(id, ((EngineEvent.OutOfMemory)await NextAsync(events, happened => happened is EngineEvent.OutOfMemory)).Id);
        await NextAsync(events, happened => happened is EngineEvent.Died);
        Assert.True((await ExitedAsync(id)).OutOfMemory);
    }

    [Fact]
    public async Task A_volume_outlives_its_container_and_a_read_only_mount_cannot_be_written()
    {
        var volume = NewName("vol");
        await Engine.EnsureVolumeAsync(volume, MyLabels, Token);
        var writer = await RunAsync(Spec(new Workload.Serves()) with { Mounts = [new MountSpec(volume, "/data", IsHostPath: false, ReadOnly: false)] });
        await OutputOfAsync(writer, "touch", "/data/kept");
        await Engine.RemoveContainerAsync(writer, force: true, Token);

        var reader = await RunAsync(Spec(new Workload.Serves()) with { Mounts = [new MountSpec(volume, "/data", IsHostPath: false, ReadOnly: true)] });
        Assert.Equal("kept\n", await OutputOfAsync(reader, "sh", "-c", "cd /data; echo *"));
        Assert.NotEqual(0, (await Engine.ExecAsync(reader, ["touch", "/data/more"], Token)).Value.ExitCode);
    }

    [Fact]
    public async Task A_host_path_that_does_not_exist_cannot_be_mounted()
    {
        var spec = Spec(new Workload.Serves()) with { Mounts = [new MountSpec("/orchestry-no-such-path", "/data", IsHostPath: true, ReadOnly: true)] };
        var created = await Engine.CreateContainerAsync(spec, Token);
        AssertFault(EngineFaultKind.CannotStart, created);
        Assert.Contains("/orchestry-no-such-path", created.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_processors_than_the_host_has_are_a_lack_of_resources_and_too_little_memory_a_mistake()
    {
        AssertFault(
            EngineFaultKind.InsufficientResources,
            await Engine.CreateContainerAsync(Spec(new Workload.Serves()) with { NanoCpus = 4096_000_000_000 }, Token));
        AssertFault(EngineFaultKind.InvalidRequest, await Engine.CreateContainerAsync(Spec(new Workload.Serves()) with { MemoryBytes = 1000 }, Token));
    }

    [Fact]
    public async Task A_full_network_is_a_lack_of_resources()
    {
        var network = await EnsureNetworkAsync(NetworkOf("172.29.62.0/30"), "172.29.62.0/30");
        await RunAsync(Spec(new Workload.Serves()) with { Network = network.Name });
        var second = await CreateAsync(Spec(new Workload.Serves()) with { Network = network.Name });
        AssertFault(EngineFaultKind.InsufficientResources, await Engine.StartContainerAsync(second, Token));
    }

    [Fact]
    public async Task Overlapping_subnets_conflict()
    {
        await EnsureNetworkAsync(NetworkOf(FreeSubnet), FreeSubnet);
        AssertFault(EngineFaultKind.Conflict, await Engine.EnsureNetworkAsync(new NetworkSpec(NewName("net"), FreeSubnet, MyLabels), Token));
    }

    [Fact]
    public async Task Output_of_a_command_is_cut_at_64_KiB()
    {
        var id = await RunAsync(new Workload.Serves());
        var result = (await Engine.ExecAsync(id, ["sh", "-c", "yes | head -c 200000; yes | head -c 100 >&2"], Token)).Value;
        Assert.Equal((64 * 1024, 100), (result.Output.Length, result.Error.Length));
    }

    [Fact]
    public async Task A_command_that_does_not_exist_answers_126_or_127()
    {
        var id = await RunAsync(new Workload.Serves());
        Assert.InRange((await Engine.ExecAsync(id, ["/nope"], Token)).Value.ExitCode, 126, 127);
    }

    [Fact]
    public async Task Lines_longer_than_the_engines_parts_arrive_whole()
    {
        var id = await RunAsync(Spec(new Workload.Serves()) with { Arguments = Shell("yes | tr -d '\\n' | head -c 50000; echo; echo next; sleep 600") });
        var log = await LogOfAsync(id, lines: 2);
        Assert.Equal(new string('y', 50_000), log[0].Text);
        Assert.Equal("next", log[1].Text);
    }

    [Fact]
    public async Task The_log_of_a_container_with_a_terminal_is_one_stream_of_whole_lines()
    {
        var id = await CreateWithTerminalAsync("yes | tr -d '\\n' | head -c 40000; echo; echo out; echo err >&2");
        Assert.True((await InspectAsync(id)).HasTerminal);
        _ = (await Engine.StartContainerAsync(id, Token)).Value;
        var log = await LogOfAsync(id, lines: 3);
        Assert.Equal([new string('y', 40_000), "out", "err"], log.Select(line => line.Text));
        Assert.All(log, line => Assert.Equal(LogStream.Stdout, line.Stream));
        Assert.All(log, line => Assert.NotEqual(DateTimeOffset.UnixEpoch, line.Timestamp));
    }

    [Fact]
    public async Task Two_removals_at_once_both_succeed_when_the_container_is_gone()
    {
        var id = await RunAsync(new Workload.Serves());
        var removals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Engine.RemoveContainerAsync(id, force: true, Token)));
        Assert.All(removals, removal => Assert.True(removal.IsSuccess, removal.Fault?.ToString()));
        AssertFault(EngineFaultKind.NotFound, await Engine.InspectContainerAsync(id, Token));
    }

    [Fact]
    public async Task A_name_that_is_no_name_is_refused_before_it_becomes_another_call()
    {
        AssertFault(EngineFaultKind.InvalidRequest, await Engine.InspectContainerAsync(new ContainerId(".."), Token));
        AssertFault(EngineFaultKind.InvalidRequest, await Engine.RemoveImageAsync("../containers/x", Token));
        AssertFault(EngineFaultKind.InvalidRequest, await Engine.InspectImageAsync("", Token));
    }

    [Fact]
    public async Task A_build_that_fails_says_why()
    {
        await using var empty = new MemoryStream(new byte[1024]);
        var built = await Engine.BuildImageAsync($"orchestry-broken-{Run}:1", empty, Token);
        Assert.False(built.IsSuccess);
        Assert.Contains("Dockerfile", built.Fault.Message, StringComparison.Ordinal);
    }

    // The port has no terminals: people's containers may, and their logs are read all the same.
    private async Task<ContainerId> CreateWithTerminalAsync(string script)
    {
        using var http = RawEngine.Connect();
        var body = new { Image = busybox.Image, Cmd = Shell(script), Tty = true, Labels = MyLabels };
        using var response = await http.PostAsJsonAsync($"/containers/create?name={NewName()}", body, Token);
        var created = await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Token);
        return new ContainerId(created.GetProperty("Id").GetString()!);
    }

    private async Task<System.Text.Json.JsonElement> RawAsync(string path)
    {
        using var http = RawEngine.Connect();
        return await http.GetFromJsonAsync<System.Text.Json.JsonElement>(path, Token);
    }
}
