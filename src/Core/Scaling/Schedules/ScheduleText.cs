namespace Orchestry.Core.Scaling.Schedules;

/// <summary>A schedule as somebody wrote it, not yet judged.</summary>
public sealed record ScheduleText
{
    /// <summary><c>name</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>cron</c>; required.</summary>
    public string? Cron { get; init; }

    /// <summary><c>duration_seconds</c>; required.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary><c>time_zone</c>; null: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>min_replicas</c>.</summary>
    public int? MinReplicas { get; init; }

    /// <summary><c>max_replicas</c>.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>The text of a schedule.</summary>
    public static ScheduleText Of(ScalingSchedule schedule) => new()
    {
        Name = schedule.Name,
        Cron = schedule.Cron.Text,
        DurationSeconds = schedule.DurationSeconds,
        TimeZone = schedule.TimeZone,
        MinReplicas = schedule.MinReplicas,
        MaxReplicas = schedule.MaxReplicas,
    };
}
