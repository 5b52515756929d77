using System.Globalization;
using Orchestry.Core.Journal;

namespace Orchestry.Core.Tests.Journal;

public sealed class TimeFilterTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 15, 12, 0, 0, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("15s", "2024-01-15T09:59:45Z")]
    [InlineData("5m", "2024-01-15T09:55:00Z")]
    [InlineData("1h", "2024-01-15T09:00:00Z")]
    [InlineData("1d", "2024-01-14T10:00:00Z")]
    [InlineData("1w", "2024-01-08T10:00:00Z")]
    [InlineData("0s", "2024-01-15T10:00:00Z")]
    [InlineData("9999w", "1970-01-01T00:00:00Z")]
    [InlineData("99999999999999999999999w", "1970-01-01T00:00:00Z")]
    [InlineData("2024-01-15", "2024-01-15T00:00:00Z")]
    [InlineData("2024-01-15T10:30", "2024-01-15T10:30:00Z")]
    [InlineData("2024-01-15T10:30:00", "2024-01-15T10:30:00Z")]
    [InlineData("2024-01-15T10:30:00Z", "2024-01-15T10:30:00Z")]
    [InlineData("2024-01-15T10:30:00+02:00", "2024-01-15T08:30:00Z")]
    [InlineData("2024-01-15 10:30:00", "2024-01-15T10:30:00Z")]
    [InlineData("2024-01-15T10:30:00.123456789Z", "2024-01-15T10:30:00.1234567Z")]
    [InlineData("1642248000", "2022-01-15T12:00:00Z")]
    [InlineData("1642248000.5", "2022-01-15T12:00:00.5Z")]
    [InlineData(" 1h ", "2024-01-15T09:00:00Z")]
    public void A_filter_is_a_duration_a_time_or_seconds_since_1970(string text, string time)
    {
        Assert.True(TimeFilter.TryParse(text, Now, out var since, out var message), message);
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), since);
        Assert.Equal(TimeSpan.Zero, since.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("1y")]
    [InlineData("yesterday")]
    [InlineData("2024-13-01")]
    [InlineData("1642248000123")]
    [InlineData("99999999999999999999999999999999")]
    public void Anything_else_is_refused_saying_what_is_accepted(string text)
    {
        Assert.False(TimeFilter.TryParse(text, Now, out _, out var message));
        Assert.Equal($"must be {TimeFilter.Accepted}; not '{text}'", message);
    }

    [Fact]
    public void A_refused_text_is_shown_short_and_printable()
    {
        Assert.False(TimeFilter.TryParse("\u001b" + new string('x', 500), Now, out _, out var message));
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 300, message);
    }
}
