using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;
using Orchestry.Testing.Apps;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Streams;

public sealed class LogStreamTests
{
    [Fact]
    public async Task A_subscriber_gets_the_lines_that_are_written_from_now_on()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        rig.Write(web, "before");
        var reader = await rig.ReadLogsAsync();

        rig.Write(web, "a", "WARN b");
        await reader.UntilAsync(items: 2);

        Assert.Equal(["a", "WARN b"], reader.Said);
        var line = Assert.IsType<LineItem>(reader.Items[1]);
        Assert.Equal(("web-1", 1, "WARN", rig.Clock.GetUtcNow()), (line.Container, line.Of, line.Level, line.Timestamp));
    }

    [Fact]
    public async Task A_tail_begins_with_the_last_lines_of_all_containers_together()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        rig.Write(one, "1a");
        rig.Write(two, "2a");
        rig.Write(one, "1b", "1c");
        rig.Write(two, "2b");

        var reader = await rig.ReadLogsAsync(tail: 3);
        await reader.UntilAsync(items: 3);
        rig.Write(two, "2c");
        await reader.UntilAsync(items: 4);

        Assert.Equal(["1b", "1c", "2b", "2c"], reader.Said);
    }

    [Fact]
    public async Task Since_begins_with_every_line_from_that_time_on()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        rig.Write(one, "1a");
        rig.Write(two, "2a");
        var since = rig.Clock.GetUtcNow();
        rig.Write(one, "1b");

        var all = await rig.ReadLogsAsync(tail: null, since: since);
        var last = await rig.ReadLogsAsync(tail: 1, since: since);
        var more = await rig.ReadLogsAsync(tail: 100, since: since);
        await all.UntilAsync(items: 2);
        await last.UntilAsync(items: 1);
        rig.Write(one, "1c");
        await Task.WhenAll(all.UntilLineAsync("1c"), last.UntilLineAsync("1c"), more.UntilLineAsync("1c"));

        Assert.Equal(["2a", "1b", "1c"], all.Said);
        Assert.Equal(["1b", "1c"], last.Said);
        Assert.Equal(["2a", "1b", "1c"], more.Said);
    }

    [Fact]
    public async Task Who_comes_back_with_a_cursor_gets_what_followed_it_and_nothing_twice()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        var first = await rig.ReadLogsAsync();
        rig.Write(one, "1a");
        await first.UntilAsync(items: 1);
        rig.Write(two, "2a");
        await first.UntilAsync(items: 2);
        var cursors = first.Items.Select(i => i.Cursor).ToArray();
        await first.DisposeAsync();
        rig.Write(two, "2b");
        rig.Write(one, "1b");

        var after2a = await rig.ReadLogsAsync(after: cursors[1]);
        var after1a = await rig.ReadLogsAsync(after: cursors[0], tail: 1, since: rig.Clock.Start);
        rig.Write(one, "1c");
        await Task.WhenAll(after2a.UntilLineAsync("1c"), after1a.UntilLineAsync("1c"));

        Assert.Equal(["2b", "1b", "1c"], after2a.Said);
        Assert.Equal(["2a", "2b", "1b", "1c"], after1a.Said);
    }

    [Fact]
    public async Task Every_item_of_a_past_has_a_cursor_after_which_exactly_the_rest_follows()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        foreach (var n in Enumerable.Range(1, 4))
        {
            rig.Write(one, $"1.{n}");
            two.Log.Write($"2.{n}", LogStream.Stderr);
            two.Log.Write($"2.{n}'");
        }

        foreach (var tail in new[] { 12, 7, 1 })
        {
            var reader = await rig.ReadLogsAsync(tail: tail);
            await reader.UntilAsync(items: tail);
            for (var n = 0; n < tail - 1; n++)
            {
                var successor = await rig.ReadLogsAsync(after: reader.Items[n].Cursor);
                await successor.UntilAsync(items: tail - 1 - n);
                // In any order between containers: both are right.
                Assert.Equal(reader.Said.Skip(n + 1).Order(), successor.Said.Order());
            }
        }
    }

    [Fact]
    public async Task One_container_is_chosen_by_its_replicas_name_or_by_its_id()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        rig.Write(one, "1a");
        rig.Write(two, "2a");

        foreach (var container in new[] { "web-2", two.Id.Value, two.Id.ShortId })
        {
            var reader = await rig.ReadLogsAsync(tail: 10, container: container);
            await reader.UntilAsync(items: 1);
            rig.Write(one, "1b");
            rig.Write(two, $"for {container}");
            await reader.UntilLineAsync($"for {container}");

            Assert.Equal("2a", reader.Said[0]);
            Assert.DoesNotContain(reader.Lines, line => line.StartsWith('1'));
        }
    }

    [Fact]
    public async Task By_its_id_one_attempt_is_chosen_and_by_its_name_its_successors_too()
    {
        await using var rig = await StreamRig.StartAsync();
        var first = await rig.StartReplicaAsync(1, attempt: 1);
        var byId = await rig.ReadLogsAsync(container: first.Id.ShortId);
        var byName = await rig.ReadLogsAsync(container: "web-1");

        rig.Write(await rig.StartReplicaAsync(1, attempt: 2), "of the second");
        await byName.UntilLineAsync("of the second");
        rig.Write(first, "of the first");
        await Task.WhenAll(byName.UntilLineAsync("of the first"), byId.UntilLineAsync("of the first"));

        Assert.Equal(["of the first"], byId.Said);
    }

    [Fact]
    public async Task An_unknown_container_is_refused_with_those_there_are()
    {
        await using var rig = await StreamRig.StartAsync();
        await rig.StartReplicaAsync(1);

        var refusal = (await SubscribeAsync(rig, "web-9")).Refused(RefusalKind.ValidationFailed);

        Assert.Equal("container: 'web-9' is no container of 'web'; there are web-1", refusal.Details);
        Assert.Equal(0, rig.Engine.CountOf(EngineCall.Logs));
    }

    [Fact]
    public async Task Who_comes_back_for_a_container_that_is_gone_is_not_refused()
    {
        await using var rig = await StreamRig.StartAsync();
        var gone = await rig.StartReplicaAsync(1);
        var before = await rig.ReadLogsAsync();
        rig.Write(gone, "a");
        await before.UntilAsync(items: 1);
        rig.Engine.RemoveBehindOurBack(gone.Name);
        rig.Show(rig.App.Without(1));
        rig.Write(await rig.StartReplicaAsync(2), "of another");

        var reader = await rig.ReadLogsAsync(after: before.Items[0].Cursor, container: "web-1");
        rig.Write(await rig.StartReplicaAsync(1, attempt: 3), "of its successor");
        await reader.UntilLineAsync("of its successor");

        Assert.DoesNotContain("of another", reader.Lines);
    }

    [Fact]
    public async Task An_unknown_application_is_refused()
    {
        await using var rig = await StreamRig.StartAsync();
        var nobody = AppName.Parse("nobody");

        (await rig.Node.Streams.SubscribeLogsAsync(nobody, new LogStreamRequest(null, 0, null, null), default)).Refused(RefusalKind.AppNotFound);
        (await rig.Node.Streams.SubscribeMetricsAsync(nobody, new SeriesStreamRequest(0, null, null), default)).Refused(RefusalKind.AppNotFound);
    }

    [Fact]
    public async Task While_the_engine_is_away_a_first_subscriber_is_refused_and_a_later_one_finds_it_back()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        rig.Engine.GoAway();

        Assert.StartsWith(
            "No Docker engine answers", (await SubscribeAsync(rig)).Refused(RefusalKind.EngineFailed).Details, StringComparison.Ordinal);

        rig.Engine.ComeBack();
        var reader = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await reader.UntilLineAsync("a");
    }

    [Fact]
    public async Task Lines_keep_their_text_whatever_is_in_it()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        string[] lines = ["", "\u001b[31mred\u001b[0m", "nul\0", """{"level":"warn","msg":"m"}""", "\tat Some.Method()", new string('x', 1 << 20)];
        rig.Write(web, lines[..3]);

        var reader = await rig.ReadLogsAsync(tail: 3);
        rig.Write(web, lines[3..]);
        await reader.UntilAsync(items: lines.Length);

        Assert.Equal(lines, reader.Lines);
        Assert.Equal("WARN", ((LineItem)reader.Items[3]).Level);
        Assert.Null(((LineItem)reader.Items[4]).Level);
    }

    [Fact]
    public async Task Containers_that_have_not_begun_are_not_read()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.RunAsync(slot: 1, attempt: 1);
        rig.Show(rig.App.With(1, 1, web.Id, ReplicaPhase.Creating));
        await using var reader = await rig.ReadLogsAsync(tail: 10);
        Assert.Equal(0, rig.Engine.CountOf(EngineCall.Logs));

        rig.Write(web, "a");
        rig.Show(rig.App.With(1, 1, web.Id, ReplicaPhase.Starting));
        await reader.UntilLineAsync("a");
    }

    private static Task<Outcome<Subscription>> SubscribeAsync(StreamRig rig, string? container = null) =>
        rig.Node.Streams.SubscribeLogsAsync(StreamRig.Web, new LogStreamRequest(container, 0, null, null), CancellationToken.None);
}
