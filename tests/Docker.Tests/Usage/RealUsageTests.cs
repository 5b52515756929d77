using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Docker.Tests.Contract;
using Orchestry.Testing;

namespace Orchestry.Docker.Tests.Usage;

/// <summary>What a real kernel and a real engine count, by both ways.</summary>
[Trait("Needs", "engine")]
public sealed class RealUsageTests(BusyboxFixture busybox) : IClassFixture<BusyboxFixture>, IAsyncLifetime
{
    private const string Label = "orchestry.usage-test";
    private const long Mebibyte = 1024 * 1024;

    private readonly string _run = Guid.NewGuid().ToString("N")[..12];
    private readonly DockerEngine _engine = BusyboxFixture.Connect();
    private readonly CapturingLoggerFactory _logs = new();
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2), TimeProvider.System);
    private UsageReader _files = null!;
    private UsageReader _statistics = null!;
    private int _names;

    public Task InitializeAsync()
    {
        _files = Reader(new UsageOptions());
        _statistics = Reader(new UsageOptions { CgroupRoot = "/no-such-folder", StatisticsInterval = TimeSpan.Zero });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        var left = (await _engine.ListContainersAsync(new Dictionary<string, string?> { [Label] = _run }, CancellationToken.None)).Value;
        await Parallel.ForEachAsync(left, async (container, token) => await _engine.RemoveContainerAsync(container.Id, force: true, token));
        _files.Dispose();
        _statistics.Dispose();
        await _engine.DisposeAsync();
        _deadline.Dispose();
    }

    private UsageReader Reader(UsageOptions options) => new(
        _engine, DockerOptions.FromEnvironment(Environment.GetEnvironmentVariable), options, TimeProvider.System, new Logger<UsageReader>(_logs));

    private async Task<ContainerId> RunAsync(string script, long nanoCpus = 0)
    {
        var spec = new ContainerSpec
        {
            Name = $"orchestry-usage-{_run}-{Interlocked.Increment(ref _names)}",
            Image = busybox.Image,
            Entrypoint = ["sh", "-c"],
            Arguments = [script],
            Labels = new Dictionary<string, string> { [Label] = _run },
            NanoCpus = nanoCpus,
        };
        var id = (await _engine.CreateContainerAsync(spec, _deadline.Token)).Value;
        _ = (await _engine.StartContainerAsync(id, _deadline.Token)).Value;
        return id;
    }

    private async Task<ContainerUsage> ReadAsync(UsageReader reader, ContainerId id) => (await reader.ReadAsync([id], _deadline.Token))[id];

    /// <summary>Reads until the readings are as they should be: a container's work begins a moment after its start.</summary>
    private async Task<ContainerUsage> ReadUntilAsync(UsageReader reader, ContainerId id, Func<ContainerUsage, bool> condition)
    {
        while (true)
        {
            var usage = await ReadAsync(reader, id);
            if (condition(usage))
            {
                return usage;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, _deadline.Token);
        }
    }

    [Fact]
    public async Task A_busy_container_uses_what_its_limit_allows_and_an_idle_one_nearly_nothing()
    {
        var (busy, idle) = (await RunAsync("while :; do :; done", nanoCpus: 200_000_000), await RunAsync("sleep 600"));
        var startedAt = TimeProvider.System.GetTimestamp();
        var from = await _files.ReadAsync([busy, idle], _deadline.Token);
        var to = await ReadUntilAsync(_files, busy, usage => usage.CpuTime - from[busy].CpuTime >= TimeSpan.FromMilliseconds(400));

        // The scheduler grants the limit per tenth of a second: at most one grant more than the time allows.
        var granted = (TimeProvider.System.GetElapsedTime(startedAt) * 0.2) + TimeSpan.FromMilliseconds(50);
        Assert.InRange(to.CpuTime - from[busy].CpuTime, TimeSpan.FromMilliseconds(400), granted);
        Assert.True((await ReadAsync(_files, idle)).CpuTime - from[idle].CpuTime < to.CpuTime - from[busy].CpuTime);
        Assert.Equal([3050], _logs.Entries.Select(entry => entry.EventId.Id));
    }

    [Fact]
    public async Task Memory_grows_by_what_a_container_takes_and_falls_when_it_is_given_back()
    {
        var id = await RunAsync("while :; do sleep 0.05; done");
        var before = await ReadAsync(_files, id);
        _ = (await _engine.ExecAsync(id, ["busybox", "dd", "if=/dev/zero", "of=/dev/shm/taken", "bs=1M", "count=32"], _deadline.Token)).Value;
        var taken = await ReadAsync(_files, id);
        Assert.InRange(taken.MemoryBytes - before.MemoryBytes, 30 * Mebibyte, 40 * Mebibyte);
        _ = (await _engine.ExecAsync(id, ["busybox", "rm", "/dev/shm/taken"], _deadline.Token)).Value;
        await ReadUntilAsync(_files, id, usage => usage.MemoryBytes < before.MemoryBytes + (8 * Mebibyte));
    }

    [Fact]
    public async Task Files_and_statistics_agree_on_a_busy_and_an_idle_container()
    {
        foreach (var id in new[] { await RunAsync("while :; do :; done", nanoCpus: 200_000_000), await RunAsync("sleep 600") })
        {
            // The engine's reading is made between two of ours, so its counter must lie between theirs.
            var before = await ReadAsync(_files, id);
            var engine = await ReadAsync(_statistics, id);
            var after = await ReadAsync(_files, id);
            Assert.InRange(engine.CpuTime, before.CpuTime, after.CpuTime);
            Assert.InRange(engine.MemoryBytes, (after.MemoryBytes * 9 / 10) - Mebibyte, (after.MemoryBytes * 11 / 10) + Mebibyte);
        }
    }

    [Fact]
    public async Task Thirty_containers_are_read_at_once_by_both_ways_and_the_gone_are_left_out()
    {
        var ids = new List<ContainerId>();
        await Parallel.ForAsync(0, 30, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            var id = await RunAsync("sleep 600");
            lock (ids)
            {
                ids.Add(id);
            }
        });
        Assert.Equal(30, (await _files.ReadAsync(ids, _deadline.Token)).Count);
        var gone = ids[7];
        _ = (await _engine.KillContainerAsync(ids[3], "SIGKILL", _deadline.Token)).Value;
        _ = (await _engine.RemoveContainerAsync(gone, force: true, _deadline.Token)).Value;
        while ((await _engine.InspectContainerAsync(ids[3], _deadline.Token)).Value.State != ContainerState.Exited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _deadline.Token);
        }

        foreach (var reader in new[] { _files, _statistics })
        {
            var left = await reader.ReadAsync(ids, _deadline.Token);
            Assert.Equal(ids.Except([gone, ids[3]]).Order(IdOrder), left.Keys.Order(IdOrder));
        }
    }

    [Fact]
    public async Task The_hosts_figures_are_those_of_this_machine()
    {
        var id = await RunAsync("sleep 600");
        var host = await _files.ReadHostAsync(_deadline.Token);
        Assert.NotNull(host);
        Assert.Equal((await _engine.GetInfoAsync(_deadline.Token)).Value.Processors, host.Processors);
        Assert.InRange(host.MemoryUsedBytes, 1, host.MemoryTotalBytes);
        Assert.InRange(host.DiskUsedBytes, 1, host.DiskTotalBytes);
        Assert.True((await ReadAsync(_files, id)).CpuTime < host.CpuTime);
    }

    [Fact]
    public async Task A_container_under_a_parent_of_the_users_is_found()
    {
        var id = await RunUnderAsync("/orchestry-usage-test/deep", "sleep 600");
        Assert.InRange((await ReadAsync(_files, id)).MemoryBytes, 1, 64 * Mebibyte);
        Assert.Equal([3050], _logs.Entries.Select(entry => entry.EventId.Id));
    }

    // The product gives containers no parent of their own, so the port can't: people's engines may be told to.
    private async Task<ContainerId> RunUnderAsync(string parent, string script)
    {
        using var http = RawEngine.Connect();
        var body = new
        {
            busybox.Image,
            Cmd = (string[])["sh", "-c", script],
            Labels = new Dictionary<string, string> { [Label] = _run },
            HostConfig = new { CgroupParent = parent },
        };
        using var response = await http.PostAsJsonAsync($"/containers/create?name=orchestry-usage-{_run}-parent", body, _deadline.Token);
        var created = await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(_deadline.Token);
        var id = new ContainerId(created.GetProperty("Id").GetString()!);
        _ = (await _engine.StartContainerAsync(id, _deadline.Token)).Value;
        return id;
    }

    private static Comparer<ContainerId> IdOrder { get; } = Comparer<ContainerId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value));
}
