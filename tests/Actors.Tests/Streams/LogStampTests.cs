using Orchestry.Core.Engine;

namespace Orchestry.Actors.Tests.Streams;

/// <summary>Lines whose stamps do not tell their order.</summary>
public sealed class LogStampTests
{
    [Fact]
    public async Task Two_streams_whose_stamps_are_stored_out_of_order_lose_and_double_nothing()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        web.Log.Write("err 5", LogStream.Stderr, At(5));
        web.Log.Write("3", LogStream.Stdout, At(3));
        web.Log.Write("err 7", LogStream.Stderr, At(7));
        web.Log.Write("6", LogStream.Stdout, At(6));
        web.Log.Write("9", LogStream.Stdout, At(9));
        web.Log.Write("err 8", LogStream.Stderr, At(8));
        await reader.UntilAsync(items: 6);

        for (var n = 0; n < 5; n++)
        {
            var back = await rig.ReadLogsAsync(after: reader.Items[n].Cursor);
            await back.UntilAsync(items: 5 - n);
            Assert.Equal(reader.Lines.Skip(n + 1), back.Lines);
        }

        DateTimeOffset At(int ms) => rig.Clock.Start.AddMilliseconds(ms);
    }

    [Fact]
    public async Task Lines_of_one_stamp_have_a_cursor_each()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        WriteAtOnce(web, 1, 100);
        await reader.UntilAsync(items: 100);

        foreach (var n in new[] { 0, 49, 98 })
        {
            var back = await rig.ReadLogsAsync(after: reader.Items[n].Cursor);
            await back.UntilAsync(items: 99 - n);
            Assert.Equal(reader.Lines.Skip(n + 1), back.Lines);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(99)]
    public async Task A_tail_that_begins_among_lines_of_one_stamp_is_gone_on_from_without_a_line_missed_or_doubled(int tail)
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        WriteAtOnce(web, 1, 100);

        var reader = await rig.ReadLogsAsync(tail: tail);
        await reader.UntilAsync(items: tail);
        WriteAtOnce(web, 101, 110);
        await reader.UntilAsync(items: tail + 10);
        var back = await rig.ReadLogsAsync(after: reader.Items[0].Cursor);
        await back.UntilLineAsync("110");

        Assert.Equal(Numbers(101 - tail, 110), reader.Lines);
        Assert.Equal(reader.Lines.Skip(1), back.Lines);
    }

    [Fact]
    public async Task A_tail_has_as_many_lines_as_were_asked_for_though_many_were_written_since_the_subscription()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        rig.Write(web, Numbers(1, 20));
        await using var first = await rig.ReadLogsAsync();
        var reading = rig.Engine.Gate(Testing.Engine.EngineCall.Logs);
        var reader = await rig.ReadLogsAsync(tail: 5);
        await reading.Reached.WaitAsync(Testing.TestKit.Guard);

        rig.Write(web, Numbers(21, 120));
        reading.Release();
        await reader.UntilLineAsync("120");

        Assert.Equal(Numbers(16, 120), reader.Lines);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_loses_and_doubles_nothing_while_the_log_is_followed()
    {
        await using var rig = await StreamRig.StartAsync();
        var web = await rig.StartReplicaAsync(1);
        var reader = await rig.ReadLogsAsync();
        rig.Clock.Advance(TimeSpan.FromHours(1));

        web.Log.Write("before");
        web.Log.Write("after 1", at: rig.Clock.Start);
        web.Log.Write("after 2", at: rig.Clock.Start);
        await reader.UntilAsync(items: 3);

        Assert.Equal(["before", "after 1", "after 2"], reader.Lines);
        Assert.Equal(rig.Clock.Start, ((Core.Streams.LineItem)reader.Items[2]).Timestamp);
    }

    private static void WriteAtOnce(Testing.Engine.FakeContainer container, int first, int last)
    {
        foreach (var line in Numbers(first, last))
            container.Log.Write(line);
    }

    private static IEnumerable<string> Numbers(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
