using System.Globalization;

namespace Orchestry.Cli.Output;

/// <summary>Figures and times as people read them.</summary>
internal static class Figures
{
    public static string Number(double? value, string unit = "") =>
        value is { } known ? known.ToString("0.##", CultureInfo.InvariantCulture) + unit : "-";

    public static string Whole(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    /// <summary>A number of things: <c>1 replica</c>, <c>2 replicas</c>.</summary>
    public static string Count(int number, string thing) => string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");

    /// <summary>A moment, to the second, in UTC: the same on every machine.</summary>
    public static string Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>How long ago, in the largest unit that says something.</summary>
    public static string Age(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at is not { } then)
        {
            return "-";
        }

        var age = now - then;
        return age switch
        {
            { TotalSeconds: < 0 } => "0s",
            { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalSeconds}s"),
            { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes}m"),
            { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours}h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}d"),
        };
    }
}
