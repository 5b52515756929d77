using System.Text;
using Orchestry.Core.Apps.Parsing;

namespace Orchestry.Core.Scaling.Schedules;

/// <summary>
/// What a list of schedules must keep, in whatever spelling of the fields it came; each broken rule is told by the schedule's index and the
/// field's name as the specification spells it.
/// </summary>
internal static class ScheduleRules
{
    /// <summary>The index for what concerns the list itself.</summary>
    public const int WholeList = -1;

    /// <summary>Why an application of another type needs a replica, with or without a schedule.</summary>
    public const string ZeroIsForHttp =
        "must be at least 1 in mode auto: only a request through the ingress can wake an application, and this one is not of type http; "
        + "use 1, or mode manual";

    /// <summary>Tells of a broken rule.</summary>
    public delegate void Refuse(int index, string field, string message);

    /// <summary>The schedules; those that break a rule were refused and are left out.</summary>
    /// <param name="texts">The schedules as they were written. A number out of its range, which the caller refuses, is left out of these.</param>
    /// <param name="leastOfPolicy">The policy's fewest replicas; null when they were refused.</param>
    /// <param name="mostOfPolicy">The policy's most replicas; null when they were refused.</param>
    /// <param name="mayBeZero">Whether there may be no replica at all.</param>
    /// <param name="refuse">Is told each broken rule.</param>
    public static List<ScalingSchedule> Read(IReadOnlyList<ScheduleText> texts, int? leastOfPolicy, int? mostOfPolicy, bool mayBeZero, Refuse refuse)
    {
        if (texts.Count > ScalingSchedule.MaxCount)
        {
            refuse(WholeList, "", $"must have at most {ScalingSchedule.MaxCount} entries, not {texts.Count}");
            return [];
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var schedules = new List<ScalingSchedule>();
        for (var i = 0; i < texts.Count; i++)
        {
            var text = texts[i];
            CronExpression? cron = null;
            if (text.Cron is not null && !CronExpression.TryParse(text.Cron, out cron, out var problem))
            {
                refuse(i, "cron", problem);
            }

            if (text.TimeZone is not null && TimeZoneRule.Problem(text.TimeZone) is { } unknown)
            {
                refuse(i, "timeZone", unknown);
            }

            if (text.Name is not null && (NameProblem(text.Name) ?? (names.Add(text.Name) ? null : "is the name of an earlier schedule")) is { } odd)
            {
                refuse(i, "name", odd);
            }

            if (text.MinReplicas == 0 && !mayBeZero)
            {
                refuse(i, "minReplicas", ZeroIsForHttp);
            }

            CheckBounds(i, text, leastOfPolicy, mostOfPolicy, refuse);
            if (cron is not null && text.DurationSeconds is { } duration)
            {
                schedules.Add(new ScalingSchedule
                {
                    Name = text.Name,
                    Cron = cron,
                    DurationSeconds = duration,
                    TimeZone = text.TimeZone ?? "UTC",
                    MinReplicas = text.MinReplicas,
                    MaxReplicas = text.MaxReplicas,
                });
            }
        }

        return schedules;
    }

    private static void CheckBounds(int index, ScheduleText text, int? leastOfPolicy, int? mostOfPolicy, Refuse refuse)
    {
        if ((text.MinReplicas ?? leastOfPolicy) > (text.MaxReplicas ?? mostOfPolicy))
        {
            // Told at the field that the schedule itself names.
            if (text.MaxReplicas is { } most)
            {
                refuse(index, "maxReplicas", text.MinReplicas is { } min
                    ? $"must be at least the schedule's minimum ({min}), not {most}"
                    : $"must be at least the policy's minimum ({leastOfPolicy}), which the schedule leaves in force, not {most}");
            }
            else
            {
                refuse(index, "minReplicas", $"must be at most the policy's maximum ({mostOfPolicy}), which the schedule leaves in force, not {text.MinReplicas}");
            }
        }
    }

    private static string? NameProblem(string name) =>
        name.Length is 0 or > ScalingSchedule.MaxNameLength ? $"must have 1 to {ScalingSchedule.MaxNameLength} characters, not {name.Length}"
        : name.EnumerateRunes().Any(r => !Rune.IsLetterOrDigit(r) && r.Value is not (' ' or '-' or '_' or '.'))
            ? $"must consist of letters, digits, spaces, hyphens, underscores and dots, not {Shown.Quoted(name)}"
        : null;
}
