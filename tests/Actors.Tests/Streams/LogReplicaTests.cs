using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;
using Orchestry.Testing;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>Replicas that come, end and go, logs that are rotated, an engine that goes away.</summary>
public sealed class LogReplicaTests
{
    [Fact]
    public async Task A_new_replica_joins_with_everything_that_it_has_written()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        var second = await rig.RunAsync(slot: 2, attempt: 2);
        rig.Write(second, "before it was shown");

        rig.Show(rig.App.With(2, 2, second.Id, ReplicaPhase.Starting));
        rig.Show(rig.App.With(2, 2, second.Id));
        rig.Write(second, "after");
        await reader.UntilAsync(items: 2);

        Assert.Equal(["before it was shown", "after"], reader.Said);
    }

    [Fact]
    public async Task A_replica_that_ends_says_so_once_after_its_last_line_to_who_was_there_and_to_who_asks_for_the_past()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "last words");
        rig.Engine.Crash(web.Name);
        rig.Show(rig.App.With(1, 1, web.Id, ReplicaPhase.Exited));
        await reader.UntilAsync(items: 2);

        var late = await rig.ReadLogsAsync(tail: 10);
        rig.Show(rig.App.With(1, 1, web.Id, ReplicaPhase.Exited));
        rig.Write(await rig.StartReplicaAsync(1, attempt: 2), "its successor");
        await Task.WhenAll(reader.UntilAsync(items: 3), late.UntilAsync(items: 3));

        Assert.Equal(["last words", "web-1#1 ended", "its successor"], reader.Said);
        Assert.Equal(reader.Said, late.Said);
    }

    [Fact]
    public async Task Who_comes_back_is_told_of_the_end_that_came_meanwhile_and_not_of_the_one_that_it_knows()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilAsync(items: 1);
        await reader.DisposeAsync();
        rig.Write(web, "b");
        rig.Engine.Crash(web.Name);

        var second = await rig.ReadLogsAsync(after: reader.Cursor);
        await second.UntilAsync(items: 2);
        await second.DisposeAsync();
        var third = await rig.ReadLogsAsync(after: second.Cursor);
        rig.Write(await rig.StartReplicaAsync(1, attempt: 2), "its successor");
        await third.UntilLineAsync("its successor");

        Assert.Equal(["b", "web-1#1 ended"], second.Said);
        Assert.Equal(["its successor"], third.Said);
    }

    [Fact]
    public async Task A_container_that_was_removed_before_its_log_was_read_is_announced_as_a_gap()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilAsync(items: 1);
        var readUntil = rig.Clock.GetUtcNow();

        rig.Engine.GoAway();
        rig.Write(web, "b");
        rig.Engine.RemoveBehindOurBack(web.Name);
        rig.Engine.ComeBack();
        await rig.PassTimeUntilAsync(() => reader.Items.Count >= 3);

        Assert.Equal(["a", "gap of #1: The container was removed before all that it wrote was read", "web-1#1 ended"], reader.Said);
        var gap = (LogGapItem)reader.Items[1];
        Assert.Equal((readUntil, null, null), (gap.From, gap.To, gap.Missed));
    }

    [Fact]
    public async Task Who_comes_back_is_told_what_was_removed_meanwhile_seen_or_unseen()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilAsync(items: 1);
        await reader.DisposeAsync();
        rig.Engine.RemoveBehindOurBack(web.Name);
        rig.Show(rig.App.Without(1));
        rig.Show(rig.App.With(1, 2, null, ReplicaPhase.Waiting).Without(2).With(1, 3, null, ReplicaPhase.Waiting).Without(3));

        var back = await rig.ReadLogsAsync(after: reader.Cursor);
        await back.UntilAsync(items: 2);
        var again = await rig.ReadLogsAsync(after: back.Cursor);
        rig.Write(await rig.StartReplicaAsync(1, attempt: 4), "there");
        await Task.WhenAll(back.UntilLineAsync("there"), again.UntilLineAsync("there"));

        Assert.Equal(
            ["gap of #1: The container was removed before all that it wrote was read",
                "gap of all: 2 containers came and went unseen; what they wrote is gone", "there"], back.Said);
        Assert.Equal(["there"], again.Said);
    }

    [Fact]
    public async Task A_container_that_came_and_went_between_two_looks_is_announced_to_who_is_there()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();

        rig.Show(rig.App.With(2, 2, null).Without(2));
        rig.Write(web, "a");
        await reader.UntilAsync(items: 2);

        Assert.Equal(["gap of all: A container came and went unseen; what it wrote is gone", "a"], reader.Said);
    }

    [Fact]
    public async Task A_container_that_had_yet_to_start_when_it_was_last_seen_and_is_gone_is_announced()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        rig.Show(rig.App.With(2, 2, null, ReplicaPhase.Pulling));
        var there = await rig.ReadLogsAsync();
        var left = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await left.UntilAsync(items: 1);
        await left.DisposeAsync();

        rig.Show(rig.App.Without(2));
        var back = await rig.ReadLogsAsync(after: left.Cursor);
        rig.Write(web, "b");
        await Task.WhenAll(there.UntilLineAsync("b"), back.UntilLineAsync("b"));
        var again = await rig.ReadLogsAsync(after: back.Items[0].Cursor);
        await again.UntilLineAsync("b");

        Assert.Equal(["a", "gap of #2: The container has gone unseen; what it may have written is gone", "b"], there.Said);
        Assert.Equal(there.Said.Skip(1), back.Said);
        Assert.Equal(["b"], again.Said);
    }

    [Fact]
    public async Task A_replica_that_never_got_a_container_is_no_loss()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var there = await rig.ReadLogsAsync();
        rig.Show(rig.App.With(2, 2, null, ReplicaPhase.Pulling));
        rig.Show(rig.App.With(2, 2, null, ReplicaPhase.Exited));
        rig.Show(rig.App.Without(2));
        rig.Write(web, "a");
        await there.UntilLineAsync("a");

        Assert.Equal(["a"], there.Said);
        Assert.Equal([1], ((LogsItem)there.Items[0]).Place.Containers.Select(c => c.Attempt));
    }

    [Fact]
    public async Task Lines_that_were_rotated_away_while_nobody_read_are_announced_between_the_lines_around_them()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilAsync(items: 1);
        await reader.DisposeAsync();
        rig.Write(web, "b", "c", "d");
        web.Log.Rotate(keep: 1);

        var back = await rig.ReadLogsAsync(after: reader.Cursor);
        rig.Write(web, "e");
        await back.UntilLineAsync("e");

        Assert.Equal(["gap of #1: The engine has rotated the log: lines between these two may be gone", "d", "e"], back.Said);
        var gap = (LogGapItem)back.Items[0];
        Assert.Equal((((LineItem)reader.Items[0]).Timestamp, ((LineItem)back.Items[1]).Timestamp), (gap.From, gap.To));
    }

    [Fact]
    public async Task Lines_that_were_rotated_away_while_the_engine_was_away_are_announced()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilAsync(items: 1);

        rig.Engine.GoAway();
        rig.Write(web, "b", "c");
        web.Log.Rotate(keep: 1);
        rig.Engine.ComeBack();
        await rig.PassTimeUntilAsync(() => reader.Items.Count >= 3);

        Assert.Equal(["a", "gap of #1: The engine has rotated the log: lines between these two may be gone", "c"], reader.Said);
    }

    [Fact]
    public async Task Lines_that_are_rotated_away_between_a_subscription_and_the_reading_of_its_past_are_announced()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var first = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await first.UntilAsync(items: 1);
        rig.Write(web, "b", "c");
        await first.UntilAsync(items: 3);
        var reading = rig.Engine.Gate(EngineCall.Logs);
        var back = await rig.ReadLogsAsync(after: first.Items[0].Cursor);
        await reading.Reached.WaitAsync(TestKit.Guard);

        rig.Write(web, "d");
        web.Log.Rotate(keep: 1);
        reading.Release();
        await back.UntilLineAsync("d");

        Assert.Equal(["gap of #1: The engine has rotated the log: lines between these two may be gone", "d"], back.Said);
        var gap = (LogGapItem)back.Items[0];
        Assert.Equal((((LineItem)first.Items[0]).Timestamp, ((LineItem)back.Items[1]).Timestamp), (gap.From, gap.To));
    }

    [Fact]
    public async Task An_engine_that_goes_away_and_comes_back_loses_nothing()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilAsync(items: 1);

        rig.Engine.GoAway();
        rig.Write(web, "b", "c");
        rig.Engine.ComeBack();
        await rig.PassTimeUntilAsync(() => reader.Items.Count >= 3);
        rig.Write(web, "d");
        await reader.UntilAsync(items: 4);

        Assert.Equal(["a", "b", "c", "d"], reader.Said);
        Assert.Single(rig.Logs.WithId(2750));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_lines_of_one_stamp_loses_and_doubles_none()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        var written = new List<string>();
        for (var round = 0; round < 20; round++)
        {
            for (var n = 0; n < 5; n++)
            {
                written.Add($"{round}.{n}");
                web.Log.Write(written[^1], n % 2 == 0 ? LogStream.Stdout : LogStream.Stderr);
            }

            web.Log.Break();
            if (round % 3 == 0)
                rig.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await rig.PassTimeUntilAsync(() => reader.Items.Count >= written.Count);

        Assert.Equal(written, reader.Lines);
    }

    [Fact]
    public async Task An_application_that_is_removed_ends_its_stream_after_the_last_line_of_its_containers()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Remove();
        rig.Write(web, "last words");
        Assert.False(reader.HasEnded);

        rig.Engine.Crash(web.Name);
        await reader.Ended;

        Assert.Equal(["last words", "web-1#1 ended"], reader.Said);
        Assert.Equal(0, web.Log.Followers);
    }

    [Fact]
    public async Task An_application_of_the_same_name_that_is_registered_again_is_another()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "of the first");
        await reader.UntilAsync(items: 1);
        rig.Engine.RemoveBehindOurBack(web.Name);
        var again = ShownApp.Of("web", rig.Clock.GetUtcNow()) with { Revision = 50 };
        rig.Show(again);
        await reader.Ended;

        rig.Write(await rig.StartReplicaAsync(1), "of the second");
        var back = await rig.ReadLogsAsync(after: reader.Cursor);
        await back.UntilLineAsync("of the second");

        Assert.Equal(["of the first", "web-1#1 ended"], reader.Said);
        Assert.Equal(
            ["gap of all: The application was removed, and another one of its name registered, since the cursor was given", "of the second"],
            back.Said);
    }
}
