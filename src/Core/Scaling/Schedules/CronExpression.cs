using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestry.Core.Scaling.Schedules;

/// <summary>
/// A cron expression of five fields: minute, hour, day of month, month, day of week, or a word such as <c>@daily</c>. A field is <c>*</c>, a value, a range
/// <c>a-b</c>, each with a step <c>/n</c> where it is not a single value, or several of these with commas. Months and days of the week may be named
/// by three letters; 0 and 7 are Sunday. As ever in cron, a day matches either of its two fields where both are restricted, that is where neither
/// begins with <c>*</c>. Strict: what other dialects write beyond that is refused.
/// </summary>
[JsonConverter(typeof(CronExpressionConverter))]
public sealed class CronExpression : IEquatable<CronExpression>
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 200;

    private const string Fields = "minute, hour, day of month, month, day of week";

    private static readonly CronField MinuteField = new("the minute", 0, 59);
    private static readonly CronField HourField = new("the hour", 0, 23);
    private static readonly CronField DayField = new("the day of the month", 1, 31);
    private static readonly CronField MonthField = new(
        "the month", 1, 12, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private static readonly CronField WeekdayField = new("the day of the week", 0, 7, "sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _eitherDay;

    private CronExpression(string text, ReadOnlySpan<ulong> masks, bool eitherDay)
    {
        Text = text;
        (Minutes, Hours, _days, _months) = (masks[0], masks[1], masks[2], masks[3]);
        _weekdays = (masks[4] | (masks[4] >> 7)) & 0x7f;
        _eitherDay = eitherDay;
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>The minutes, one bit each.</summary>
    internal ulong Minutes { get; }

    /// <summary>The hours, one bit each.</summary>
    internal ulong Hours { get; }

    /// <summary>Reads an expression; otherwise says what is wrong with it, to follow the field's name.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out CronExpression? cron, [NotNullWhen(false)] out string? problem)
    {
        cron = null;
        if (text.Length > MaxLength)
        {
            problem = $"must be at most {MaxLength} characters long, not {text.Length}";
            return false;
        }

        var written = text.Trim(' ');
        if (written.StartsWith('@'))
        {
            if (Spelled(written) is not { } spelled)
            {
                problem = "must be one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually, or five fields";
                return false;
            }

            written = spelled;
        }

        var parts = written.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            problem = $"must have five fields ({Fields}), not {parts.Length}{(parts.Length == 6 ? "; seconds are not supported" : "")}";
            return false;
        }

        Span<ulong> masks = stackalloc ulong[5];
        CronField[] fields = [MinuteField, HourField, DayField, MonthField, WeekdayField];
        for (var i = 0; i < fields.Length; i++)
        {
            if (!fields[i].TryRead(parts[i], out masks[i], out problem))
            {
                return false;
            }
        }

        // A field that begins with a star leaves the choice of the day to the other one, also where a step thins it.
        var eitherDay = !parts[2].StartsWith('*') && !parts[4].StartsWith('*');
        var read = new CronExpression(text, masks, eitherDay);
        if (!read.CanHappen())
        {
            problem = "never happens: no month it names has such a day";
            return false;
        }

        (cron, problem) = (read, null);
        return true;
    }

    /// <summary>Reads an expression that is known to be good.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static CronExpression Parse(string text) =>
        TryParse(text, out var cron, out var problem) ? cron : throw new FormatException($"The cron expression {problem}.");

    /// <summary>Whether it happens at some time of a day.</summary>
    public bool MatchesDay(DateOnly day)
    {
        if (!Has(_months, day.Month))
        {
            return false;
        }

        var (byDate, byWeekday) = (Has(_days, day.Day), Has(_weekdays, (int)day.DayOfWeek));
        return _eitherDay ? byDate || byWeekday : byDate && byWeekday;
    }

    /// <summary>Whether it happens in the minute that a wall clock shows.</summary>
    public bool Matches(DateTime wallClock) =>
        Has(Minutes, wallClock.Minute) && Has(Hours, wallClock.Hour) && MatchesDay(DateOnly.FromDateTime(wallClock));

    /// <inheritdoc/>
    public bool Equals(CronExpression? other) => other?.Text == Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal static bool Has(ulong mask, int bit) => (mask >> bit & 1) != 0;

    private bool CanHappen()
    {
        // A restricted weekday alone comes every week of any month.
        if (_eitherDay)
        {
            return true;
        }

        for (var month = 1; month <= 12; month++)
        {
            // A leap year, so that the 29th of February counts; the day of the week comes round in time.
            if (Has(_months, month) && (_days & ((2UL << DateTime.DaysInMonth(2024, month)) - 1)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Spelled(string word) => word switch
    {
        "@hourly" => "0 * * * *",
        "@daily" or "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" or "@annually" => "0 0 1 1 *",
        _ => null,
    };
}

/// <summary>Writes an expression as its text.</summary>
internal sealed class CronExpressionConverter : JsonConverter<CronExpression>
{
    public override CronExpression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? "";
        return CronExpression.TryParse(text, out var cron, out var problem) ? cron : throw new JsonException($"A stored cron expression {problem}.");
    }

    public override void Write(Utf8JsonWriter writer, CronExpression value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
