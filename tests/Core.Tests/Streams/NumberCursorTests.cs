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
            && EventCursor.TryParse(EventCursor.Write(revision), out var read) && read == revision).QuickCheckThrowOnFailure();

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
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    public void What_is_no_whole_number_from_0_on_is_refused(string text)
    {
        Assert.False(EventCursor.TryParse(text, out _));
        Assert.False(MetricCursor.TryParse(text, out _));
    }

    [Fact]
    public void A_time_after_the_last_there_is_is_refused() => Assert.False(MetricCursor.TryParse("3155378976000000000", out _));

    [Fact]
    public void Any_text_is_read_or_refused_and_never_throws() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text => text is null || (EventCursor.TryParse(text, out var revision) ? revision >= 0 : !MetricCursor.TryParse(text, out _)))
        .QuickCheckThrowOnFailure();
}
