namespace Orchestry.Core.Scaling.Schedules;

/// <summary>
/// Other bounds for a while, again and again: one of <c>scaling.schedules</c>. It is in force from each instant of its cron expression for its duration.
/// </summary>
public sealed record ScalingSchedule
{
    /// <summary>The most schedules a policy may have.</summary>
    public const int MaxCount = 20;

    /// <summary>The shortest duration, in seconds.</summary>
    public const int ShortestSeconds = 60;

    /// <summary>The longest duration, in seconds: 7 days.</summary>
    public const int LongestSeconds = 7 * 86_400;

    /// <summary>The longest name.</summary>
    public const int MaxNameLength = 63;

    /// <summary>A name for people, unique among the policy's; null when left out.</summary>
    public string? Name { get; init; }

    /// <summary>When it begins.</summary>
    public required CronExpression Cron { get; init; }

    /// <summary>How long it is in force each time, in seconds, from 60 to 604800. Real seconds: an hour of the clock that comes twice counts twice.</summary>
    public required int DurationSeconds { get; init; }

    /// <summary>The IANA name of the time zone whose clock the expression means. Default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Fewest replicas while it is in force, 0 to 100; null: as the policy has it.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Most replicas while it is in force, 1 to 100; null: as the policy has it.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>What to call it: its name, else its expression.</summary>
    public string Title => Name ?? Cron.Text;
}
