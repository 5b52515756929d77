using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Tests.Scaling.Schedules;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-11-22 00:00", true)]
    [InlineData("30 9 * * *", "2026-11-22 09:30", true)]
    [InlineData("30 9 * * *", "2026-11-22 09:31", false)]
    [InlineData("*/15 * * * *", "2026-11-22 09:45", true)]
    [InlineData("*/15 * * * *", "2026-11-22 09:46", false)]
    [InlineData("10-30/10 * * * *", "2026-11-22 09:30", true)]
    [InlineData("10-30/10 * * * *", "2026-11-22 09:40", false)]
    [InlineData("0 8 * * mon-fri", "2026-11-20 08:00", true)] // a Friday
    [InlineData("0 8 * * MON-Fri", "2026-11-22 08:00", false)] // a Sunday
    [InlineData("0 8 * * 7", "2026-11-22 08:00", true)]
    [InlineData("0 8 * * 0", "2026-11-22 08:00", true)]
    [InlineData("0 8 * * sat-sun", "2026-11-22 08:00", true)]
    [InlineData("0 8 * * sat-sun", "2026-11-23 08:00", false)]
    [InlineData("0 0 1,15 jan,nov *", "2026-11-15 00:00", true)]
    [InlineData("0 0 1,15 jan-mar *", "2026-11-15 00:00", false)]
    [InlineData("0 0 13 * fri", "2026-11-20 00:00", true)] // either day
    [InlineData("0 0 13 * fri", "2026-11-13 00:00", true)]
    [InlineData("0 0 13 * fri", "2026-11-12 00:00", false)]
    [InlineData("0 0 */2 * fri", "2026-11-20 00:00", false)] // both: the 20th is no odd day
    [InlineData("0 0 29 2 *", "2028-02-29 00:00", true)]
    [InlineData("@hourly", "2026-11-22 09:00", true)]
    [InlineData("@daily", "2026-11-22 00:00", true)]
    [InlineData("@midnight", "2026-11-22 01:00", false)]
    [InlineData("@weekly", "2026-11-22 00:00", true)]
    [InlineData("@monthly", "2026-11-01 00:00", true)]
    [InlineData("@yearly", "2026-01-01 00:00", true)]
    [InlineData("@annually", "2026-02-01 00:00", false)]
    [InlineData("  0   8 * *  1 ", "2026-11-23 08:00", true)]
    public void A_minute_matches_as_in_cron(string text, string time, bool matches) =>
        Assert.Equal(matches, CronExpression.Parse(text).Matches(DateTime.Parse(time, null)));

    [Theory]
    [InlineData("", "must have five fields (minute, hour, day of month, month, day of week), not 0")]
    [InlineData("0 8 * *", "not 4")]
    [InlineData("0 0 8 * * *", "not 6; seconds are not supported")]
    [InlineData("60 * * * *", "has '60' for the minute, where '60' must be an integer from 0 to 59")]
    [InlineData("0 24 * * *", "for the hour, where '24' must be an integer from 0 to 23")]
    [InlineData("0 8 0 * *", "for the day of the month, where '0' must be an integer from 1 to 31")]
    [InlineData("0 8 * 13 *", "for the month, where '13' must be an integer from 1 to 12 or one of jan to dec")]
    [InlineData("0 8 * * 8", "for the day of the week, where '8' must be an integer from 0 to 7 or one of sun to sat")]
    [InlineData("0 8 * * monday", "where 'monday' must be")]
    [InlineData("0 8 L * *", "where 'L' must be")]
    [InlineData("0 8 ? * 1", "where '?' must be")]
    [InlineData("0 8 * * 1#2", "where '1#2' must be")]
    [InlineData("5/15 * * * *", "has '5/15' for the minute, where a step follows the single value '5'; write 5-59/15")]
    [InlineData("0 0 * * mon/2", "write mon-6/2")]
    [InlineData("*/0 * * * *", "where the step '0' must be an integer from 1 to 59")]
    [InlineData("*/99 * * * *", "where the step '99' must be")]
    [InlineData("*/ * * * *", "where the step '' must be")]
    [InlineData("0 22-6 * * *", "where the range '22-6' runs backwards; write it as two with a comma")]
    [InlineData("0 8 * * fri-mon", "runs backwards")]
    [InlineData("1,,2 * * * *", "where '' must be")]
    [InlineData("-1 * * * *", "where '' must be")]
    [InlineData("1-2-3 * * * *", "where '2-3' must be")]
    [InlineData("+1 * * * *", "where '+1' must be")]
    [InlineData("007 * * * *", "where '007' must be")]
    [InlineData("0\t8 * * * *", "has '0\uFFFD8' for the minute")]
    [InlineData("0 0 30 2 *", "never happens: no month it names has such a day")]
    [InlineData("0 0 31 4,6,9,11 *", "never happens")]
    [InlineData("@reboot", "must be one of @hourly, @daily")]
    public void What_is_not_meant_by_cron_is_refused_with_what_would_be_right(string text, string message)
    {
        Assert.False(CronExpression.TryParse(text, out _, out var problem));
        Assert.Contains(message, problem, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => CronExpression.Parse(text));
    }

    [Fact]
    public void A_long_text_is_refused_without_looking_at_it()
    {
        Assert.False(CronExpression.TryParse(new string('1', 201), out _, out var problem));
        Assert.Equal("must be at most 200 characters long, not 201", problem);
    }

    [Fact]
    public void Expressions_are_equal_by_their_text() =>
        Assert.Equal((true, false), (CronExpression.Parse("@daily").Equals(CronExpression.Parse("@daily")), CronExpression.Parse("0 0 * * *").Equals(CronExpression.Parse("@daily"))));

    [Fact]
    public void Any_text_is_read_or_refused() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("* / - , 0 1 5 59 60 7 mon sun jan  @ daily x \u0000 ٣".Split(' '))).Select(parts => string.Join(' ', parts)).ToArbitrary(),
        text => CronExpression.TryParse(text, out var cron, out var problem) ? cron.Text == text : problem.Length > 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_field_matches_exactly_the_values_it_lists() => Prop.ForAll(
        (from minutes in Values(0, 59) from hours in Values(0, 23) from days in Values(1, 31) from months in Values(1, 12) from at in Gen.Choose(0, 2_000_000)
         select (minutes, hours, days, months, at)).ToArbitrary(),
        _ =>
        {
            var text = $"{List(_.minutes)} {List(_.hours)} {List(_.days)} {List(_.months)} *";
            var time = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(_.at);
            return !CronExpression.TryParse(text, out var cron, out var _)
                || cron.Matches(time) == (_.minutes.Contains(time.Minute) && _.hours.Contains(time.Hour) && _.days.Contains(time.Day) && _.months.Contains(time.Month));
        }).QuickCheckThrowOnFailure();

    private static Gen<int[]> Values(int least, int most) => Gen.NonEmptyListOf(Gen.Choose(least, most)).Select(v => v.Distinct().ToArray());

    // Neighbours as a range, to meet both spellings; as long as the text allows.
    private static string List(int[] values) => string.Join(',', values.Take(8).Select(v => values.Take(8).Contains(v + 1) ? $"{v}-{v + 1}" : $"{v}"))
        is var text && values.Length <= 8 ? text : string.Join(',', values);
}
