using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Logs;
using Orchestry.Core.Orchestration;

namespace Orchestry.Core.Tests.Logs;

public sealed class LogMergeTests
{
    [Fact]
    public void Lines_of_several_logs_come_newest_first_and_no_more_than_asked_for()
    {
        IReadOnlyList<LogLine> a = [Line(1, "a1"), Line(4, "a4")];
        IReadOnlyList<LogLine> b = [Line(2, "b2"), Line(3, "b3"), Line(5, "b5")];

        Assert.Equal(["b5", "a4", "b3"], LogMerge.NewestFirst([a, [], b], 3).Select(l => l.Message));
        Assert.Empty(LogMerge.NewestFirst([a, b], 0));
        Assert.Empty(LogMerge.NewestFirst([], 5));
    }

    [Fact]
    public void Lines_of_the_same_time_keep_their_order_read_backwards() =>
        Assert.Equal(
            ["b2", "b1", "a2", "a1"],
            LogMerge.NewestFirst([[Line(1, "a1"), Line(1, "a2")], [Line(1, "b1"), Line(1, "b2")]], 10).Select(l => l.Message));

    [Fact]
    public void A_merge_is_the_stable_sort_of_everything_backwards_cut_to_the_tail() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[][]>(), ArbMap.Default.ArbFor<byte>(),
            (times, tail) =>
            {
                var logs = times.Select((log, i) => log.Order().Select((at, n) => Line(at, $"{i}.{n}")).ToList()).ToList();
                var expected = logs.SelectMany(l => l).OrderBy(l => l.Timestamp).Reverse().Take(tail);

                return LogMerge.NewestFirst(logs, tail).SequenceEqual(expected);
            }).QuickCheckThrowOnFailure();

    private static LogLine Line(int second, string message) => new(DateTimeOffset.UnixEpoch.AddSeconds(second), "c", null, message);
}
