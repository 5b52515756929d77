using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Explained;

namespace Orchestry.Core.Tests.Scaling.Explained;

public sealed class DecisionLogTests
{
    private static readonly TimeSpan Check = TimeSpan.FromSeconds(30);
    private readonly DecisionLog _log = new("web", 7);
    private DateTimeOffset _now = ALoad.Now;

    [Fact]
    public void The_first_decision_is_written_at_once_with_all_it_rests_on()
    {
        Hold(ALoad.Steady(2));

        var write = _log.Due(_now)!;

        Assert.Equal(("ScalingExplained", "web"), (write.Event.Reason, write.Event.Application));
        var entry = Assert.Single(DecisionJson.Read(write.Event.Details!).Entries);
        Assert.Equal(("hold", ScalingTriggers.LoadSteady, 1, 7L, 2, 2), (entry.Action, entry.Trigger, entry.Count, entry.Term, entry.FromReplicas, entry.HealthyReplicas));
        Assert.Equal(["rps", "cpu", "memory", "latency", "connections"], entry.Factors.Select(f => f.Metric));
        Assert.Equal((80, 30, 60, 6), (entry.ScaleOutThresholdPct, entry.ScaleInThresholdPct, entry.WindowSeconds, entry.Samples));
    }

    [Fact]
    public void What_repeats_itself_is_counted_and_not_written_again_until_an_hour_has_passed()
    {
        Hold(ALoad.Steady(2));
        _log.Written(_log.Due(ALoad.Now)!);
        for (var i = 0; i < 119; i++)
        {
            Hold(ALoad.Steady(2, cpu: 50 + (i % 3)));
            Assert.Null(_log.Due(_now));
        }

        Hold(ALoad.Steady(2));

        var entry = Assert.Single(_log.Due(_now)!.Entries);
        Assert.Equal((121, ALoad.Now, ALoad.Now.AddHours(1)), (entry.Count, entry.FirstAt, entry.LastAt));
    }

    [Fact]
    public void Something_else_is_written_with_the_final_count_of_what_it_ends()
    {
        Hold(ALoad.Steady(2));
        _log.Written(_log.Due(_now)!);
        Hold(ALoad.Steady(2));
        Hold(ALoad.Low(1));

        Assert.Equal([(ScalingTriggers.LoadSteady, 2), (ScalingTriggers.LoadLow, 1)], _log.Due(_now)!.Entries.Select(e => (e.Trigger, e.Count)));
    }

    [Fact]
    public void A_load_that_wavers_is_written_a_few_times_and_then_fills_one_batch_and_no_more()
    {
        var written = 0;
        for (var i = 0; i < 56; i++)
        {
            Hold(i % 2 == 0 ? ALoad.Steady(1) : ALoad.Low(1));
            if (_log.Due(_now) is { } write)
            {
                _log.Written(write);
                written++;
            }
        }

        Assert.Equal(DecisionLog.MostWrites, written);
        var batch = DecisionJson.Read(_log.Due(_now + DecisionLog.Stretch)!.Event.Details!);
        Assert.Equal((DecisionLog.MostEntries, 50 - DecisionLog.MostEntries), (batch.Entries.Count, batch.LeftOut));
    }

    [Fact]
    public void A_change_takes_everything_that_waits_with_it_and_what_follows_begins_anew()
    {
        Hold(ALoad.Steady(2));
        _log.Written(_log.Due(_now)!);
        Hold(ALoad.Steady(2));
        var input = ALoad.Steady(2, cpu: 78.5);

        var write = _log.Change(input.Decide() with { At = _now }, input);

        Assert.Equal([("hold", 2), ("scale_out", 1)], write.Entries.Select(e => (e.Action, e.Count)));
        _log.Written(write);
        Assert.Null(_log.Due(_now.AddHours(1)));
    }

    [Fact]
    public void What_could_not_be_written_is_given_out_again()
    {
        Hold(ALoad.Steady(2));
        var write = _log.Due(_now)!;
        Assert.Null(_log.Due(_now));

        _log.NotWritten(write);

        Assert.Equal(write.Entries, _log.Due(_now)!.Entries);
    }

    [Fact]
    public void What_went_on_while_it_was_being_written_is_written_with_its_last_count()
    {
        Hold(ALoad.Steady(2));
        var write = _log.Due(_now)!;
        Hold(ALoad.Steady(2));
        _log.Written(write);

        Assert.Equal([2], _log.Due(_now)!.Entries.Select(e => e.Count));
    }

    private void Hold(ScalingInput input)
    {
        _log.Hold(input.Decide() with { At = _now }, input);
        _now += Check;
    }
}
