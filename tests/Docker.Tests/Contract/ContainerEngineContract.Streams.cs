using Orchestry.Core.Engine;

namespace Orchestry.Docker.Tests.Contract;

public abstract partial class ContainerEngineContract
{
    [Fact]
    public async Task Watching_tells_first_that_it_is_connected_and_then_the_life_of_a_container()
    {
        await using var events = Engine.WatchAsync(Mine, since: null, Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        Assert.IsType<EngineEvent.Connected>(events.Current);

        var spec = Spec(new Workload.Serves());
        var id = await RunAsync(spec);
        var started = Assert.IsType<EngineEvent.Started>(await NextAsync(events, _ => true));
        Assert.Equal((id, spec.Name), (started.Id, started.Name));
        Assert.Equal(Run, started.Labels[RunLabel]);

        await Engine.KillContainerAsync(id, "SIGKILL", Token);
        var died = Assert.IsType<EngineEvent.Died>(await NextAsync(events, _ => true));
        Assert.Equal((id, 137), (died.Id, died.ExitCode));
        Assert.True(died.At >= started.At);

        await Engine.RemoveContainerAsync(id, force: false, Token);
        Assert.Equal(id, Assert.IsType<EngineEvent.Removed>(await NextAsync(events, _ => true)).Id);
    }

    [Fact]
    public async Task The_exit_code_of_a_container_that_ends_by_itself_comes_with_its_death()
    {
        await using var events = Engine.WatchAsync(Mine, since: null, Token).GetAsyncEnumerator(Token);
        await events.MoveNextAsync();
        var id = await RunAsync(new Workload.Exits(7));
        var died = (EngineEvent.Died)await NextAsync(events, happened => happened is EngineEvent.Died);
        Assert.Equal((id, 7), (died.Id, died.ExitCode));
    }

    [Fact]
    public async Task Events_since_a_time_include_what_happened_before_the_watch()
    {
        var id = await RunAsync(new Workload.Serves());
        var startedAt = (await InspectAsync(id)).StartedAt!.Value;
        await using var events = Engine.WatchAsync(Mine, startedAt - TimeSpan.FromSeconds(5), Token).GetAsyncEnumerator(Token);
        var started = (EngineEvent.Started)await NextAsync(events, happened => happened is EngineEvent.Started);
        Assert.Equal(id, started.Id);
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var events = Engine.WatchAsync(Mine, since: null, watching.Token).GetAsyncEnumerator(watching.Token);
        await events.MoveNextAsync();
        var next = events.MoveNextAsync().AsTask();
        await watching.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task The_log_holds_whole_lines_of_both_streams_with_their_times()
    {
        var id = await RunAsync(new Workload.Prints());
        var log = await LogOfAsync(id, lines: 4);
        Assert.Equal(["out 1", "out 2", "out 3"], log.Where(line => line.Stream == LogStream.Stdout).Select(line => line.Text));
        Assert.Equal(["err 1"], log.Where(line => line.Stream == LogStream.Stderr).Select(line => line.Text));
        var startedAt = (await InspectAsync(id)).StartedAt!.Value;
        Assert.All(log, line => Assert.InRange(line.Timestamp, startedAt - TimeSpan.FromSeconds(2), startedAt + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task The_tail_of_a_log_is_its_last_lines()
    {
        var id = await RunAsync(new Workload.Prints());
        var log = await LogOfAsync(id, lines: 4);
        Assert.Equal(log[2..], await ReadLogAsync(id, tail: 2));
        Assert.Empty(await ReadLogAsync(id, tail: 0));
    }

    [Fact]
    public async Task A_log_since_a_time_begins_with_the_line_of_that_time()
    {
        var id = await RunAsync(new Workload.Prints());
        var log = await LogOfAsync(id, lines: 4);
        var last = log.Max(line => line.Timestamp);
        Assert.Equal(log.Where(line => line.Timestamp >= last), await ReadLogAsync(id, since: last));
        Assert.Empty(await ReadLogAsync(id, since: last + TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task A_followed_log_goes_on_until_the_container_exits()
    {
        var id = await RunAsync(new Workload.Ticks());
        var lines = 0;
        await foreach (var line in Engine.ReadLogsAsync(id, new LogQuery(Tail: null, Since: null, Follow: true), Token))
        {
            Assert.Equal("tick", line.Text);
            if (++lines == 5)
            {
                await Engine.KillContainerAsync(id, "SIGKILL", Token);
            }
        }

        Assert.True(lines >= 5);
    }

    [Fact]
    public async Task A_followed_log_ends_when_it_is_cancelled()
    {
        var id = await RunAsync(new Workload.Serves());
        using var reading = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Engine.ReadLogsAsync(id, new LogQuery(Tail: null, Since: null, Follow: true), reading.Token))
            {
            }
        });
    }

    [Fact]
    public async Task Streams_about_a_missing_container_throw_its_fault()
    {
        var missing = new ContainerId(NewName());
        var log = await Assert.ThrowsAsync<EngineException>(() => ReadLogAsync(missing));
        Assert.Equal(EngineFaultKind.NotFound, log.Fault.Kind);
        var stats = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var _ in Engine.WatchStatsAsync(missing, Token))
            {
            }
        });
        Assert.Equal(EngineFaultKind.NotFound, stats.Fault.Kind);
    }
}
