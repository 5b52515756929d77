using Orchestry.Core.Engine;
using Orchestry.Testing.Engine;

namespace Orchestry.Docker.Tests.Engine;

/// <summary>The misbehaviour that tests of the controller ask the fake engine for; its manners are the contract suite's business.</summary>
public sealed class FakeContainerEngineTests
{
    private static readonly EngineFault Lost = new(EngineFaultKind.Timeout, "Lost.");

    private readonly FakeContainerEngine _engine = new(TimeProvider.System);

    public FakeContainerEngineTests() => _engine.AddImage("web:1");

    private static ContainerSpec Spec(string name) => new() { Name = name, Image = "web:1" };

    private async Task<ContainerId> RunAsync(string name)
    {
        var id = (await _engine.CreateContainerAsync(Spec(name), default)).Value;
        _ = (await _engine.StartContainerAsync(id, default)).Value;
        return id;
    }

    [Fact]
    public async Task A_planned_fault_comes_once_and_may_hide_that_the_work_was_done()
    {
        _engine.FailNext(EngineCall.Create, Lost, actsFirst: true);
        Assert.Equal(Lost, (await _engine.CreateContainerAsync(Spec("web-1"), default)).Fault);
        Assert.Equal(ContainerState.Created, _engine.Container("web-1").State);
        _engine.FailNext(EngineCall.Start, Lost, times: 2, when: name => name == "web-1");
        var id = new ContainerId("web-1");
        Assert.Equal(Lost, (await _engine.StartContainerAsync(id, default)).Fault);
        Assert.Equal(Lost, (await _engine.StartContainerAsync(id, default)).Fault);
        Assert.False(_engine.Container("web-1").IsRunning);
        Assert.True((await _engine.StartContainerAsync(id, default)).IsSuccess);
        Assert.Equal(3, _engine.CountOf(EngineCall.Start, "web-1"));
    }

    [Fact]
    public async Task A_start_may_fail_although_the_container_runs()
    {
        _engine.AddImage("web:1", new ContainerBehaviour { StartFault = Lost, RunsDespiteStartFault = true });
        var id = (await _engine.CreateContainerAsync(Spec("web-1"), default)).Value;
        Assert.Equal(Lost, (await _engine.StartContainerAsync(id, default)).Fault);
        Assert.True(_engine.Container("web-1").IsRunning);
    }

    [Fact]
    public async Task A_gate_holds_calls_until_they_are_released()
    {
        var gate = _engine.Gate(EngineCall.Create, name => name != "other");
        var (first, second) = (_engine.CreateContainerAsync(Spec("web-1"), default), _engine.CreateContainerAsync(Spec("web-2"), default));
        await gate.Reached;
        Assert.True((await _engine.CreateContainerAsync(Spec("other"), default)).IsSuccess);
        Assert.Equal((2, 3), (gate.Waiting, _engine.MaxConcurrent(EngineCall.Create)));
        gate.ReleaseOne();
        Assert.True((await first).IsSuccess);
        Assert.False(second.IsCompleted);
        gate.Release();
        Assert.True((await second).IsSuccess);
    }

    [Fact]
    public async Task An_outage_ends_calls_under_way_breaks_streams_and_is_told_to_watchers()
    {
        _engine.AddImage("slow:1", new ContainerBehaviour { CreateTime = TimeSpan.FromHours(1) });
        var id = await RunAsync("web-1");
        await using var events = _engine.WatchAsync(new Dictionary<string, string?>(), null, default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        await using var log = _engine.ReadLogsAsync(id, new LogQuery(null, null, Follow: true), default).GetAsyncEnumerator();
        var line = log.MoveNextAsync().AsTask();
        var creating = _engine.CreateContainerAsync(Spec("slow") with { Image = "slow:1" }, default);

        _engine.GoAway();
        Assert.Equal(EngineFaultKind.Unreachable, (await creating).Fault!.Kind);
        Assert.Equal(EngineFaultKind.Unreachable, (await _engine.GetInfoAsync(default)).Fault!.Kind);
        await Assert.ThrowsAsync<EngineException>(() => line);
        _engine.ComeBack(stoppedContainers: true);
        Assert.Equal(ContainerState.Exited, (await _engine.InspectContainerAsync(id, default)).Value.State);
        Assert.True(await events.MoveNextAsync());
        Assert.IsType<EngineEvent.Disconnected>(events.Current);
        Assert.True(await events.MoveNextAsync());
        Assert.IsType<EngineEvent.Connected>(events.Current);
    }

    [Fact]
    public async Task A_container_dies_by_itself_by_the_kernel_or_behind_our_back()
    {
        await using var events = _engine.WatchAsync(new Dictionary<string, string?>(), null, default).GetAsyncEnumerator();
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            await RunAsync(name);
        }

        _engine.Crash("a", exitCode: 3);
        _engine.RunOutOfMemory("b");
        _engine.KillBehindOurBack("c");
        _engine.RemoveBehindOurBack("d");
        Assert.Equal((3, 137, 137), (_engine.Container("a").ExitCode, _engine.Container("b").ExitCode, _engine.Container("c").ExitCode));
        Assert.True(_engine.Container("b").OutOfMemory);
        Assert.DoesNotContain(_engine.Containers, container => container.Name == "d");
        Assert.Throws<InvalidOperationException>(() => _engine.Crash("a"));
    }

    [Fact]
    public async Task An_image_only_the_registry_holds_is_pulled_first()
    {
        _engine.RegistryHolds("db:2");
        Assert.Equal(EngineFaultKind.ImageNotFound, (await _engine.CreateContainerAsync(Spec("db") with { Image = "db:2" }, default)).Fault!.Kind);
        Assert.True((await _engine.PullImageAsync("db:2", null, null, default)).IsSuccess);
        Assert.True((await _engine.CreateContainerAsync(Spec("db") with { Image = "db:2" }, default)).IsSuccess);
        _engine.PullFails("bad:1", Lost);
        Assert.Equal(Lost, (await _engine.PullImageAsync("bad:1", null, null, default)).Fault);
        Assert.Equal(EngineFaultKind.ImageNotFound, (await _engine.PullImageAsync("unknown:1", null, null, default)).Fault!.Kind);
    }

    [Fact]
    public async Task Events_during_an_interruption_are_missed()
    {
        await RunAsync("web-1");
        await using var events = _engine.WatchAsync(new Dictionary<string, string?>(), null, default).GetAsyncEnumerator();
        await events.MoveNextAsync();
        _engine.InterruptEvents(meanwhile: () => _engine.Crash("web-1"));
        await events.MoveNextAsync();
        Assert.IsType<EngineEvent.Disconnected>(events.Current);
        await events.MoveNextAsync();
        Assert.IsType<EngineEvent.Connected>(events.Current);
    }

    [Fact]
    public async Task Addresses_of_a_dead_container_are_given_to_the_next_and_a_network_can_be_full()
    {
        await _engine.EnsureNetworkAsync(new NetworkSpec("tiny", "172.29.9.0/30", new Dictionary<string, string>()), default);
        var first = (await _engine.CreateContainerAsync(Spec("a") with { Network = "tiny" }, default)).Value;
        var second = (await _engine.CreateContainerAsync(Spec("b") with { Network = "tiny" }, default)).Value;
        await _engine.StartContainerAsync(first, default);
        Assert.Equal("172.29.9.2", _engine.Container("a").Addresses["tiny"]);
        Assert.Equal(EngineFaultKind.InsufficientResources, (await _engine.StartContainerAsync(second, default)).Fault!.Kind);
        _engine.Crash("a");
        Assert.True((await _engine.StartContainerAsync(second, default)).IsSuccess);
        Assert.Equal("172.29.9.2", _engine.Container("b").Addresses["tiny"]);
    }
}
