using Orchestry.Core.Engine;
using Orchestry.Docker.Tests.Scripted;

namespace Orchestry.Docker.Tests.Usage;

public sealed class HostUsageTests : UsageTest, IAsyncLifetime
{
    private const int NoFigures = 3052;

    private readonly ScriptedEngine _scripted = new();
    private DockerEngine _engine = null!;

    public Task InitializeAsync()
    {
        Host.ProcFile("stat", """
            cpu  100 20 30 4000 500 6 7 80 90 10
            cpu0 50 10 15 2000 250 3 3 40 45 5
            cpu1 50 10 15 2000 250 3 4 40 45 5
            intr 12345 0 0
            ctxt 1

            """);
        Host.ProcFile("meminfo", "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     600 kB\nBuffers: 1 kB\n");
        Host.ProcFile("sys/kernel/osrelease", "6.1.0-test\n");
        EngineSays($$"""{"DockerRootDir":"{{Host.Proc}}","KernelVersion":"6.1.0-test"}""");
        _engine = _scripted.Connect();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _scripted.DisposeAsync();
    }

    private void EngineSays(string info) => _scripted.On("GET /info", 200, info);

    [Fact]
    public async Task Processor_time_counts_neither_idle_nor_waiting_nor_stolen_time_and_memory_not_what_can_be_dropped()
    {
        var host = (await Reader(engine: _engine).ReadHostAsync(default))!;
        var disk = new DriveInfo(Host.Proc);
        Assert.Equal((TimeSpan.FromMilliseconds(1630), 2), (host.CpuTime, host.Processors));
        Assert.Equal((400 * 1024, 1000 * 1024), (host.MemoryUsedBytes, host.MemoryTotalBytes));
        Assert.Equal(disk.TotalSize, host.DiskTotalBytes);
        Assert.InRange(host.DiskUsedBytes, 1, host.DiskTotalBytes);
        Assert.Equal(Clock.GetTimestamp(), host.At);
    }

    [Fact]
    public async Task The_engine_is_asked_where_its_data_is_once_in_ten_minutes_and_its_absence_then_changes_nothing()
    {
        var reader = Reader(engine: _engine);
        await reader.ReadHostAsync(default);
        Clock.Advance(TimeSpan.FromMinutes(9));
        await reader.ReadHostAsync(default);
        Assert.Single(_scripted.Requests);
        Clock.Advance(TimeSpan.FromMinutes(1));
        _scripted.On("GET /info", 500, """{"message":"busy"}""");
        Assert.NotNull(await reader.ReadHostAsync(default));
        Assert.Equal(2, _scripted.Requests.Count);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_seen_from_here_is_taken_to_be_on_the_disk_of_what_can()
    {
        EngineSays($$"""{"DockerRootDir":"{{Host.Proc}}/not/seen/from/here"}""");
        Assert.Equal(new DriveInfo(Host.Proc).TotalSize, (await Reader(engine: _engine).ReadHostAsync(default))!.DiskTotalBytes);
    }

    [Fact]
    public async Task Of_an_engine_elsewhere_nothing_is_known()
    {
        Assert.Null(await Reader(new DockerOptions { Host = "tcp://engine.example:2376" }, engine: _engine).ReadHostAsync(default));
        Assert.Empty(_scripted.Requests);
    }

    [Fact]
    public async Task A_socket_that_leads_to_another_kernel_is_an_engine_elsewhere_and_that_is_said_once()
    {
        EngineSays($$"""{"DockerRootDir":"{{Host.Proc}}","KernelVersion":"6.6.0-linuxkit"}""");
        var reader = Reader(engine: _engine);
        Assert.Null(await reader.ReadHostAsync(default));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await reader.ReadHostAsync(default));
        Assert.Contains("6.6.0-linuxkit", Assert.Single(Said(NoFigures)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_was_never_reached_or_hangs_leaves_the_host_unknown()
    {
        _scripted.On("GET /info", reply => reply.HangAsync());
        var options = Host.Options with { Deadline = TimeSpan.FromMilliseconds(200) };
        Assert.Null(await Reader(options: options, time: TimeProvider.System, engine: _engine).ReadHostAsync(default));
    }

    [Theory]
    [InlineData("stat", "cpu  one 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\n")]
    [InlineData("stat", "")]
    [InlineData("meminfo", "MemTotal: 1000 kB\n")]
    public async Task Figures_that_make_no_sense_are_no_figures(string file, string text)
    {
        Host.ProcFile(file, text);
        Assert.Null(await Reader(engine: _engine).ReadHostAsync(default));
    }

    [Fact]
    public async Task A_caller_who_cancels_is_told()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Reader(engine: _engine).ReadHostAsync(cancelled.Token));
    }
}
