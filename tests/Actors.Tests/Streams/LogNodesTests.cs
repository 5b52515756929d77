using System.Globalization;
using Orchestry.Actors.Streams;
using Orchestry.Testing;
using Orchestry.Testing.Engine;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>Subscribers that go from one node to another which has not read as far.</summary>
public sealed class LogNodesTests
{
    private static readonly StreamOptions Small = new() { BufferItems = 8 };

    [Fact]
    public async Task A_cursor_of_any_node_is_gone_on_from_at_any_other()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var other = rig.AddNode();
        var first = await rig.ReadLogsAsync();
        rig.Write(web, "a");
        await first.UntilAsync(items: 1);
        rig.Write(web, "b");

        var second = await rig.ReadLogsAsync(after: first.Cursor, node: other);
        await second.UntilAsync(items: 1);
        rig.Write(web, "c");
        await second.UntilAsync(items: 2);

        Assert.Equal(["b", "c"], second.Said);
    }

    [Fact]
    public async Task What_a_node_that_is_behind_has_still_to_read_comes_no_second_time_and_its_cursors_do_not_go_back()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        var (ahead, behind, reading, _) = await AheadAndBehindAsync(rig, two);
        rig.Write(two, "ahead");
        await ahead.UntilAsync(items: 1);

        var back = await rig.ReadLogsAsync(after: ahead.Cursor, node: behind);
        rig.Write(one, "from the other");
        await back.UntilAsync(items: 1);
        reading.Release();
        rig.Write(two, "later");
        await back.UntilLineAsync("later");
        var successor = await rig.ReadLogsAsync(after: back.Items[0].Cursor);
        await successor.UntilLineAsync("later");

        Assert.Equal(["from the other", "later"], back.Said);
        Assert.Equal(["later"], successor.Said);
    }

    [Fact]
    public async Task An_end_that_a_node_is_behind_with_is_told_no_second_time()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        var (ahead, behind, reading, lagging) = await AheadAndBehindAsync(rig, two);
        rig.Write(two, "last words");
        rig.Engine.Crash(two.Name);
        await ahead.UntilAsync(items: 2);

        var back = await rig.ReadLogsAsync(after: ahead.Cursor, node: behind);
        reading.Release();
        await lagging.UntilAsync(items: 2);
        rig.Write(one, "of the other");
        await back.UntilAsync(items: 1);

        Assert.Equal(["last words", "web-2#2 ended"], lagging.Said.Take(2));
        Assert.Equal(["of the other"], back.Said);
    }

    [Fact]
    public async Task A_long_past_that_the_feed_overtakes_doubles_nothing_that_the_cursor_was_ahead_with()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        var (ahead, behind, reading, lagging) = await AheadAndBehindAsync(rig, two, Small);
        rig.Write(two, "ahead");
        await ahead.UntilAsync(items: 1);
        await WriteEachAsync(rig, one, lagging, 1, 300);

        var back = await rig.ReadLogsAsync(after: ahead.Items[0].Cursor, node: behind, isHeld: true);
        reading.Release();
        await lagging.UntilLineAsync("ahead");
        await WriteEachAsync(rig, one, lagging, 301, 330);
        back.Release();
        await back.UntilLineAsync("330");

        Assert.Equal(Numbers(1, 330), back.Said);
    }

    [Fact]
    public async Task A_node_that_catches_up_faster_than_a_subscriber_reads_tells_it_of_no_loss_of_what_it_has()
    {
        await using var rig = await StreamRig.StartAsync();
        var (one, two) = (await rig.StartReplicaAsync(1), await rig.StartReplicaAsync(2));
        var (ahead, behind, reading, lagging) = await AheadAndBehindAsync(rig, two, Small);
        rig.Write(two, Numbers(1, 30));
        await ahead.UntilAsync(items: 30);
        var back = await rig.ReadLogsAsync(after: ahead.Cursor, node: behind, isHeld: true);
        rig.Write(one, "of the other");
        await lagging.UntilAsync(items: 1);

        rig.Write(two, Numbers(31, 40));
        reading.Release();
        await lagging.UntilLineAsync("40");
        back.Release();
        await back.UntilLineAsync("40");

        Assert.Equal(Numbers(31, 40).Prepend("of the other"), back.Said);
    }

    /// <summary>A reader at one node, and another node that is behind with one container's log, with its reading held back and a reader of its own.</summary>
    private static async Task<(StreamReader Ahead, StreamNode Behind, FakeGate Reading, StreamReader Lagging)> AheadAndBehindAsync(
        StreamRig rig, FakeContainer container, StreamOptions? options = null)
    {
        var ahead = await rig.ReadLogsAsync();
        await StreamRig.UntilAsync(() => container.Log.Followers == 1);
        var behind = rig.AddNode(options);
        var (reading, lagging) = await OpenWithoutAsync(rig, container, behind);
        return (ahead, behind, reading, lagging);
    }

    /// <summary>A reader at a node whose reading of one container's log is held back.</summary>
    private static async Task<(FakeGate Reading, StreamReader Lagging)> OpenWithoutAsync(StreamRig rig, FakeContainer container, StreamNode node)
    {
        var isHeld = true;
        var reading = rig.Engine.Gate(EngineCall.Logs, name => isHeld && name == container.Name);
        var opening = rig.ReadLogsAsync(node: node);
        await reading.Reached.WaitAsync(TestKit.Guard);
        // The look for the end of the log, which is empty, may pass; the readings of others, too.
        reading.ReleaseOne();
        var lagging = await opening;
        await StreamRig.UntilAsync(() => reading.Waiting == 1);
        isHeld = false;
        return (reading, lagging);
    }

    private static async Task WriteEachAsync(StreamRig rig, FakeContainer container, StreamReader quick, int first, int last)
    {
        foreach (var line in Numbers(first, last))
        {
            rig.Write(container, line);
            await quick.UntilLineAsync(line);
        }
    }

    private static IEnumerable<string> Numbers(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(n => n.ToString(CultureInfo.InvariantCulture));
}
