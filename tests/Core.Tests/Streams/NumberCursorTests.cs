using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Streams;

namespace Orchestry.Core.Tests.Streams;

public sealed class NumberCursorTests
{
    [Fact]
    public void Any_revision_is_read_as_it_was_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<long>(),
        number => Math.Abs(number % long.MaxValue) is var revision
            && EventCursor.TryParse(new EventCursor(revision).ToString(), out var read) && read == new EventCursor(revision)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_revision_is_read_with_the_time_that_it_was_written_with() => Prop.ForAll(
        ArbMap.Default.ArbFor<long>(),
        number => Math.Abs(number % DateTimeOffset.MaxValue.Ticks) is var ticks
            && new EventCursor(number & long.MaxValue, new DateTimeOffset(ticks, TimeSpan.Zero)) is var cursor
            && EventCursor.TryParse(cursor.ToString(), out var read) && read == cursor).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_time_is_read_as_it_was_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<long>(),
        number => new DateTimeOffset(Math.Abs(number % DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero) is var at
            && MetricCursor.TryParse(MetricCursor.Write(at), out var read) && read == at).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1.2.3")]
    [InlineData("1.-2")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    public void What_is_no_whole_number_from_0_on_or_two_for_events_is_refused(string text)
    {
        Assert.False(EventCursor.TryParse(text, out _));
        Assert.False(MetricCursor.TryParse(text, out _));
    }

    [Fact]
    public void A_time_after_the_last_there_is_is_refused()
    {
        Assert.False(MetricCursor.TryParse("3155378976000000000", out _));
        Assert.False(EventCursor.TryParse("1.3155378976000000000", out _));
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_throws() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text => text is null || (EventCursor.TryParse(text, out var cursor) ? cursor.Revision >= 0 : !MetricCursor.TryParse(text, out _)))
        .QuickCheckThrowOnFailure();
}
