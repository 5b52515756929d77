using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Tests.Scaling.Schedules;

public sealed class SchedulePlannerTests
{
    private static readonly ScalingPolicy Policy = ScalingPolicy.Default with { MinReplicas = 2, MaxReplicas = 10 };

    [Theory]
    [InlineData("2026-11-20T07:59:59Z", 2)]
    [InlineData("2026-11-20T08:00:00Z", 6)]
    [InlineData("2026-11-20T17:59:59Z", 6)]
    [InlineData("2026-11-20T18:00:00Z", 2)]
    [InlineData("2026-11-21T12:00:00Z", 2)]
    public void A_schedule_holds_from_each_instant_for_its_duration(string now, int min)
    {
        var effective = Effective(now, Schedule("0 8 * * mon-fri", hours: 10, min: 6, name: "office"));

        Assert.Equal((min, 10, min == 6 ? "office" : null, null), (effective.MinReplicas, effective.MaxReplicas, effective.MinFrom, effective.MaxFrom));
    }

    [Fact]
    public void A_schedule_may_also_ask_for_less_than_the_policy()
    {
        var effective = Effective("2026-11-20T23:00:00Z", Schedule("0 22 * * *", hours: 8, min: 0, max: 3));

        Assert.Equal((0, 3, "0 22 * * *"), (effective.MinReplicas, effective.MaxReplicas, effective.MaxFrom));
    }

    [Fact]
    public void Of_several_in_force_the_highest_bounds_count()
    {
        var effective = Effective("2026-11-20T12:00:00Z",
            Schedule("0 8 * * *", 10, min: 4, max: 8, name: "a"), Schedule("0 11 * * *", 2, min: 6, name: "b"), Schedule("0 0 * * *", 24, max: 9, name: "c"));

        Assert.Equal((6, "b", 9, "c"), (effective.MinReplicas, effective.MinFrom, effective.MaxReplicas, effective.MaxFrom));
    }

    [Fact]
    public void Where_they_contradict_each_other_the_fewest_count()
    {
        var effective = Effective("2026-11-20T12:00:00Z", Schedule("0 8 * * *", 10, min: 6, name: "a"), Schedule("0 8 * * *", 10, max: 3, name: "b"));

        Assert.Equal((6, 6, "a"), (effective.MinReplicas, effective.MaxReplicas, effective.MaxFrom));
    }

    [Fact]
    public void The_longest_schedule_still_holds_on_its_seventh_day() =>
        Assert.Equal(5, Effective("2026-11-29T07:59:59Z", Schedule("0 8 22 11 *", 7 * 24, min: 5)).MinReplicas);

    [Theory]
    // Berlin: 08:00 is 07:00 UTC in winter and 06:00 in summer.
    [InlineData("0 8 * * *", "Europe/Berlin", "2026-01-15T07:30:00Z", "2026-01-15T07:00:00Z")]
    [InlineData("0 8 * * *", "Europe/Berlin", "2026-07-15T07:30:00Z", "2026-07-15T06:00:00Z")]
    // 2026-03-29: the clock jumps from 02:00 to 03:00 at 01:00 UTC. 02:30 is meant when it jumps, once.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-29T00:59:00Z", null)]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-29T01:45:00Z", "2026-03-29T01:00:00Z")]
    // 2026-10-25: the clock falls from 03:00 to 02:00 at 01:00 UTC. 02:30 is meant the first time, at 00:30 UTC.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("45 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T00:45:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T03:10:00Z", "2026-10-25T00:30:00Z")]
    // Half an hour of daylight saving.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-03T15:30:00Z")]
    public void Wall_clocks_that_jump_lose_no_time_and_repeat_none(string cron, string zone, string now, string? began)
    {
        var schedule = Schedule(cron, hours: 4, min: 5) with { TimeZone = zone };

        Assert.Equal(began is null ? null : At(began), SchedulePlanner.Began(schedule, At(now)));
    }

    [Fact]
    public void The_instants_found_are_those_that_a_walk_through_all_minutes_finds()
    {
        string[] crons = ["*/7 * * * *", "0 */5 * * *", "30 2 * * *", "15 1-3 * * sun", "0 0 1 * *", "59 23 * 3,10 6,7", "0 12 29 2 *", "5 4 13 * fri"];
        string[] zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"];
        Prop.ForAll(
            (from cron in Gen.Elements(crons) from zone in Gen.Elements(zones) from day in Gen.Choose(0, 1500) from second in Gen.Choose(0, 86_399)
             select (cron, zone, At("2024-01-01T00:00:00Z").AddDays(day).AddSeconds(second))).ToArbitrary(),
            _ =>
            {
                var (cron, zone, now) = _;
                var found = SchedulePlanner.Began(Schedule(cron, hours: 20, min: 1) with { TimeZone = zone }, now);
                return found == Walk(CronExpression.Parse(cron), TimeZoneInfo.FindSystemTimeZoneById(zone), now, hours: 20);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_unknown_time_zone_is_told_and_its_schedule_is_not_in_force()
    {
        var effective = Effective("2026-11-20T12:00:00Z", Schedule("0 0 * * *", 24, min: 5, name: "gone") with { TimeZone = "Europe/Atlantis" });

        Assert.Equal((2, "gone"), (effective.MinReplicas, Assert.Single(effective.Unjudged)));
        Assert.Null(SchedulePlanner.Began(Schedule("0 0 * * *", 24, min: 5) with { TimeZone = "../../etc/passwd" }, At("2026-11-20T12:00:00Z")));
    }

    private static DateTimeOffset? Walk(CronExpression cron, TimeZoneInfo zone, DateTimeOffset now, int hours)
    {
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        for (; minute > now.AddHours(-hours); minute = minute.AddMinutes(-1))
        {
            var (clock, before) = (TimeZoneInfo.ConvertTime(minute, zone), TimeZoneInfo.ConvertTime(minute.AddMinutes(-1), zone));
            var isSecondTime = zone.IsAmbiguousTime(clock.DateTime) && clock.Offset != zone.GetAmbiguousTimeOffsets(clock.DateTime).Max();
            if (!isSecondTime && cron.Matches(clock.DateTime))
            {
                return minute;
            }

            for (var skipped = before.DateTime.AddMinutes(1); skipped < clock.DateTime; skipped = skipped.AddMinutes(1))
            {
                if (cron.Matches(skipped))
                {
                    return minute;
                }
            }
        }

        return null;
    }

    private static EffectiveScaling Effective(string now, params ScalingSchedule[] schedules) =>
        SchedulePlanner.Effective(Policy with { Schedules = [.. schedules] }, At(now));

    private static ScalingSchedule Schedule(string cron, int hours, int? min = null, int? max = null, string? name = null) => new()
    {
        Name = name,
        Cron = CronExpression.Parse(cron),
        DurationSeconds = hours * 3600,
        MinReplicas = min,
        MaxReplicas = max,
    };

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
