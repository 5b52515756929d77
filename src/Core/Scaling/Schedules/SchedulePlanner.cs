namespace Orchestry.Core.Scaling.Schedules;

/// <summary>
/// Which bounds are in force. A schedule in force replaces the policy's bound that it names. Of several in force the highest minimum and the highest
/// maximum that they name count: who planned for load gets it, whoever plans to save besides. Where the fewest come to lie above the most, the
/// most give way.
/// </summary>
public static class SchedulePlanner
{
    /// <summary>The policy with the bounds that are in force at a time.</summary>
    public static EffectiveScaling Effective(ScalingPolicy policy, DateTimeOffset now)
    {
        var effective = EffectiveScaling.Of(policy);
        if (policy.Schedules.Count == 0)
        {
            return effective;
        }

        var (min, max) = ((ScalingSchedule?)null, (ScalingSchedule?)null);
        foreach (var schedule in policy.Schedules)
        {
            if (!TimeZoneRule.TryFind(schedule.TimeZone, out var zone))
            {
                effective = effective with { Unjudged = effective.Unjudged.Add(schedule.Title) };
            }
            else if (Began(schedule, zone, now) is not null)
            {
                min = schedule.MinReplicas > (min?.MinReplicas ?? -1) ? schedule : min;
                max = schedule.MaxReplicas > (max?.MaxReplicas ?? 0) ? schedule : max;
            }
        }

        var least = min?.MinReplicas ?? policy.MinReplicas;
        var most = max?.MaxReplicas ?? policy.MaxReplicas;
        return effective with
        {
            MinReplicas = least,
            MinFrom = min?.Title,
            MaxReplicas = Math.Max(least, most),
            MaxFrom = least > most ? min?.Title : max?.Title,
        };
    }

    /// <summary>When the schedule that is in force began; null when it is not in force, or its time zone is not known.</summary>
    public static DateTimeOffset? Began(ScalingSchedule schedule, DateTimeOffset now) =>
        TimeZoneRule.TryFind(schedule.TimeZone, out var zone) ? Began(schedule, zone, now) : null;

    private static DateTimeOffset? Began(ScalingSchedule schedule, TimeZoneInfo zone, DateTimeOffset now)
    {
        var over = now.ToUniversalTime().AddSeconds(-schedule.DurationSeconds);
        return Latest(schedule.Cron, zone, now, over) is { } began && began > over ? began : null;
    }

    /// <summary>The latest instant of an expression up to a time, or null when there is none after the other.</summary>
    internal static DateTimeOffset? Latest(CronExpression cron, TimeZoneInfo zone, DateTimeOffset upTo, DateTimeOffset after)
    {
        var clock = TimeZoneInfo.ConvertTime(upTo, zone).DateTime;
        // While the clock passes an hour for the second time, later times of the day may lie behind us.
        var minuteOfDay = zone.IsAmbiguousTime(clock) ? (23 * 60) + 59 : (clock.Hour * 60) + clock.Minute;
        // A day more: a time that the clock skipped was meant when it jumped.
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime).AddDays(-1);
        for (var day = DateOnly.FromDateTime(clock); day >= last; day = day.AddDays(-1), minuteOfDay = (23 * 60) + 59)
        {
            if (!cron.MatchesDay(day))
            {
                continue;
            }

            for (var minute = Before(cron, minuteOfDay); minute >= 0; minute = Before(cron, minute - 1))
            {
                var instant = TimeZoneRule.Instant(day.ToDateTime(new TimeOnly(minute / 60, minute % 60)), zone);
                if (instant <= upTo)
                {
                    return instant;
                }
            }
        }

        return null;
    }

    /// <summary>The latest matching minute of a day up to one, or -1.</summary>
    private static int Before(CronExpression cron, int minuteOfDay)
    {
        if (minuteOfDay < 0)
        {
            return -1;
        }

        for (var (hour, limit) = (minuteOfDay / 60, minuteOfDay % 60); hour >= 0; hour--, limit = 59)
        {
            var minutes = cron.Minutes & ((2UL << limit) - 1);
            if (CronExpression.Has(cron.Hours, hour) && minutes != 0)
            {
                return (hour * 60) + System.Numerics.BitOperations.Log2(minutes);
            }
        }

        return -1;
    }
}
