using Orchestry.Core.Streams;
using Orchestry.Testing;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>What subscribers share: one reading of each log, opened with the first of them and closed with the last.</summary>
public sealed class LogSharingTests
{
    [Fact]
    public async Task However_many_subscribe_each_log_is_followed_once_and_no_more_when_the_last_has_left()
    {
        await using var rig = await StreamRig.StartAsync();
        var containers = new[] { await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2) };
        var readers = new List<StreamReader>();
        for (var n = 0; n < 50; n++)
            readers.Add(await rig.ReadLogsAsync());

        rig.Write(containers[0], "to all");
        await Task.WhenAll(readers.Select(r => r.UntilLineAsync("to all")));
        await StreamRig.UntilAsync(() => containers[1].Log.Followers == 1);
        Assert.Equal(1, containers[0].Log.Followers);

        foreach (var reader in readers.Skip(1))
            await reader.DisposeAsync();
        Assert.All(containers, c => Assert.Equal(1, c.Log.Followers));

        await readers[0].DisposeAsync();
        Assert.All(containers, c => Assert.Equal(0, c.Log.Followers));
    }

    [Fact]
    public async Task Subscribers_that_come_and_go_at_the_same_time_leave_nothing_open()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        for (var round = 0; round < 50; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
            {
                using var stop = new CancellationTokenSource();
                var leaving = n % 2 == 0 ? Task.Run(stop.Cancel) : Task.CompletedTask;
                try
                {
                    var outcome = await rig.Node.Streams.SubscribeLogsAsync(StreamRig.Web, new LogStreamRequest(null, 0, null, null), stop.Token);
                    Assert.True(outcome.TryGet(out var subscription, out _));
                    await subscription.DisposeAsync();
                }
                catch (OperationCanceledException)
                {
                }

                await leaving;
            }))).WaitAsync(TestKit.Guard);
        }

        await StreamRig.UntilAsync(() => web.Log.Followers == 0);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilLineAsync("a");
        Assert.Equal(1, web.Log.Followers);
    }

    [Fact]
    public async Task Who_gives_up_while_the_feed_is_being_opened_leaves_nothing_open()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var opening = rig.Engine.Gate(EngineCall.Logs);
        using var stop = new CancellationTokenSource();
        var subscribing = rig.Node.Streams.SubscribeLogsAsync(StreamRig.Web, new LogStreamRequest(null, 0, null, null), stop.Token);
        await opening.Reached.WaitAsync(TestKit.Guard);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => subscribing.WaitAsync(TestKit.Guard));
        opening.Release();

        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilLineAsync("a");
        await reader.DisposeAsync();
        Assert.Equal(0, web.Log.Followers);
    }

    [Fact]
    public async Task A_replica_that_is_shown_while_the_feed_is_being_opened_is_followed()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.StartReplicaAsync(1);
        var opening = rig.Engine.Gate(EngineCall.Logs);
        var subscribing = rig.ReadLogsAsync();
        await opening.Reached.WaitAsync(TestKit.Guard);

        var second = await rig.StartReplicaAsync(2);
        opening.Release();
        var reader = await subscribing;
        rig.Write(second, "a");

        await reader.UntilLineAsync("a");
    }

    [Fact]
    public async Task An_application_that_is_removed_while_the_feed_is_being_opened_ends_the_stream_after_its_last_lines()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var opening = rig.Engine.Gate(EngineCall.Logs);
        var subscribing = rig.ReadLogsAsync();
        await opening.Reached.WaitAsync(TestKit.Guard);

        rig.Remove();
        opening.Release();
        var reader = await subscribing;
        rig.Write(web, "last words");
        rig.Engine.Crash(web.Name);
        await reader.Ended;

        Assert.Equal(["last words", "web-1#1 ended"], reader.Said);
    }

    [Fact]
    public async Task A_node_that_stops_ends_its_subscriptions_which_may_leave_as_ever()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        await rig.MeasureAsync(cpu: 1);
        var readers = new[] { await rig.ReadLogsAsync(), await rig.ReadMetricsAsync(), await rig.ReadEventsAsync() };

        await rig.Node.Streams.DisposeAsync();

        await Task.WhenAll(readers.Select(r => r.Ended));
        Assert.Equal(0, web.Log.Followers);
    }

    [Fact]
    public async Task A_node_that_stops_ends_also_what_still_waits_for_the_last_lines_of_a_removed_application()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Remove();
        Assert.False(reader.HasEnded);

        await rig.Node.Streams.DisposeAsync();

        await reader.Ended;
        Assert.Equal(0, web.Log.Followers);
    }
}
