using Orchestry.Actors.Streams;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>Subscribers that read more slowly than containers write.</summary>
public sealed class SlowLogReaderTests
{
    private static readonly StreamOptions Small = new() { BufferItems = 8 };

    [Fact]
    public async Task A_slow_subscriber_gets_one_gap_with_what_lies_around_it_and_nobody_else_is_delayed()
    {
        await using var rig = await StreamRig.StartAsync(Small);
        var web = await rig.StartReplicaAsync(1);
        var (quick, slow) = (await rig.ReadLogsAsync(), await rig.ReadLogsAsync());
        await WriteEachAsync(rig, quick, web, 1, 1);
        await slow.UntilAsync(items: 1);
        slow.Hold();
        await WriteEachAsync(rig, quick, web, 2, 2);
        await slow.UntilHoldingAsync();
        await WriteEachAsync(rig, quick, web, 3, 30);

        slow.Release();
        await slow.UntilLineAsync("30");

        Assert.Equal(Numbers(1, 30), quick.Said);
        var gap = Assert.Single(slow.Items.OfType<LogGapItem>());
        var at = slow.Items.ToList().IndexOf(gap);
        Assert.Equal(Numbers(1, 30).Count() - (slow.Items.Count - 1), gap.Missed);
        var (before, next) = ((LineItem)slow.Items[at - 1], (LineItem)slow.Items[at + 1]);
        Assert.Equal((before.Timestamp, next.Timestamp, before.Cursor), (gap.From, gap.To, gap.Cursor));
        Assert.Equal(int.Parse(before.Message, null) + 1 + gap.Missed, int.Parse(next.Message, null));
    }

    [Fact]
    public async Task With_the_cursor_of_the_gap_a_slow_subscriber_gets_the_lines_after_all()
    {
        await using var rig = await StreamRig.StartAsync(Small);
        var web = await rig.StartReplicaAsync(1);
        var (quick, slow) = (await rig.ReadLogsAsync(), await rig.ReadLogsAsync(isHeld: true));
        await WriteEachAsync(rig, quick, web, 1, 30);
        slow.Release();
        await slow.UntilLineAsync("30");
        var gap = slow.Items.ToList().FindIndex(i => i is LogGapItem);

        var back = await rig.ReadLogsAsync(after: slow.Items[gap].Cursor);
        await back.UntilLineAsync("30");

        Assert.Equal(Numbers(1, 30), slow.Said.Take(gap).Concat(back.Said));
    }

    [Fact]
    public async Task A_slow_subscriber_of_one_container_is_told_though_the_next_lines_it_finds_are_of_another()
    {
        await using var rig = await StreamRig.StartAsync(Small);
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        var (quick, slow) = (await rig.ReadLogsAsync(), await rig.ReadLogsAsync(container: "web-1"));
        await WriteEachAsync(rig, quick, one, 1, 1);
        await slow.UntilAsync(items: 1);
        slow.Hold();
        await WriteEachAsync(rig, quick, one, 2, 2);
        await slow.UntilHoldingAsync();
        await WriteEachAsync(rig, quick, one, 3, 10);
        await WriteEachAsync(rig, quick, two, 11, 30);

        slow.Release();
        await WriteEachAsync(rig, quick, two, 31, 32);
        await WriteEachAsync(rig, quick, one, 33, 33);
        await slow.UntilLineAsync("33");

        Assert.Equal(["1", "gap of all: The subscriber was too slow", "33"], slow.Said.Where(s => s != "2"));
        Assert.Null(slow.Items.OfType<LogGapItem>().Single().Missed);
    }

    [Fact]
    public async Task A_slow_subscriber_is_told_what_it_lost_though_nothing_follows()
    {
        await using var rig = await StreamRig.StartAsync(Small);
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        var (quick, slow) = (await rig.ReadLogsAsync(), await rig.ReadLogsAsync(container: "web-1", isHeld: true));
        await WriteEachAsync(rig, quick, one, 1, 10);
        rig.Engine.Crash(one.Name);
        await quick.UntilAsync(items: 11);
        await WriteEachAsync(rig, quick, two, 11, 30);
        rig.Remove();
        rig.Engine.Crash(two.Name);
        await quick.Ended;

        slow.Release();
        await slow.Ended;

        Assert.Equal("gap of all: The subscriber was too slow", slow.Said[^1]);
    }

    [Fact]
    public async Task Lines_that_weigh_much_are_kept_for_the_slow_up_to_the_limit()
    {
        await using var rig = await StreamRig.StartAsync(new StreamOptions { BufferBytes = 10_000 });
        var web = await rig.StartReplicaAsync(1);
        var (quick, slow) = (await rig.ReadLogsAsync(), await rig.ReadLogsAsync(isHeld: true));
        var long1000 = new string('x', 1000);
        for (var n = 1; n <= 20; n++)
        {
            rig.Write(web, long1000);
            await quick.UntilAsync(items: n);
            await slow.UntilHoldingAsync();
        }

        slow.Release();
        await slow.UntilAsync(all => all.OfType<LogGapItem>().Any(), "a gap");

        // 3,600 bytes each: two of them are within the limit.
        Assert.InRange(slow.Items.OfType<LogGapItem>().Single().Missed!.Value, 16, 18);
        Assert.Equal(20, quick.Lines.Count);
    }

    [Fact]
    public async Task A_past_that_takes_longer_to_read_than_the_feed_keeps_is_read_on_from_the_engine_without_a_gap()
    {
        await using var rig = await StreamRig.StartAsync(Small);
        var web = await rig.StartReplicaAsync(1);
        var quick = await rig.ReadLogsAsync();
        await WriteEachAsync(rig, quick, web, 1, 600);

        // Its first batch is full after 256 lines; the rest of the past it reads while the feed goes on.
        var slow = await rig.ReadLogsAsync(tail: 600, isHeld: true);
        await WriteEachAsync(rig, quick, web, 601, 700);
        slow.Release();
        await slow.UntilLineAsync("700");

        Assert.Equal(Numbers(1, 700), slow.Said);
    }

    private static async Task WriteEachAsync(StreamRig rig, StreamReader quick, Testing.Engine.FakeContainer container, int first, int last)
    {
        foreach (var line in Numbers(first, last))
        {
            rig.Write(container, line);
            await quick.UntilLineAsync(line);
        }
    }

    private static IEnumerable<string> Numbers(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
