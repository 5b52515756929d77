using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Streams;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Streams;

public sealed class LogCursorTests
{
    private static readonly LogCursor Start = LogCursor.StartOf(ShownApp.Of("web"));

    [Fact]
    public void Any_cursor_is_read_as_it_was_written() => Prop.ForAll(
        Places.Cursors.ToArbitrary(),
        cursor => LogCursor.TryParse(cursor.ToString(), out var read) && read.SaysTheSame(cursor)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused_and_never_throws() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text => text is null || !LogCursor.TryParse(text, out var cursor) || cursor is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_are_read_or_refused_and_what_is_read_can_be_written() => Prop.ForAll(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().Select(bytes => Base64Url.EncodeToString([1, .. bytes])).ToArbitrary(),
        text => !LogCursor.TryParse(text, out var cursor)
            || (LogCursor.TryParse(cursor.ToString(), out var again) && again.SaysTheSame(cursor))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cursor_with_one_byte_changed_is_read_or_refused_and_never_throws() => Prop.ForAll(
        Places.Cursors.ToArbitrary(), ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte>(),
        (cursor, where, other) =>
        {
            var bytes = Base64Url.DecodeFromChars(cursor.ToString());
            bytes[where % bytes.Length] = other;
            return !LogCursor.TryParse(Base64Url.EncodeToString(bytes), out var read)
                || (LogCursor.TryParse(read.ToString(), out var again) && again.SaysTheSame(read));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cursor_that_was_cut_off_is_refused() => Prop.ForAll(
        Places.Cursors.ToArbitrary(), ArbMap.Default.ArbFor<byte>(),
        (cursor, length) =>
        {
            var bytes = Base64Url.DecodeFromChars(cursor.ToString());
            return !LogCursor.TryParse(Base64Url.EncodeToString(bytes.AsSpan(0, length % bytes.Length)), out _);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("not a cursor")]
    [InlineData("AQAAAAA=extra")]
    [InlineData("AgAAAAA")]
    [InlineData("AQAAAAAA")]
    [InlineData("AQAAAP8H")]
    [InlineData("________")]
    public void What_no_cursor_was_written_as_is_refused(string text) => Assert.False(LogCursor.TryParse(text, out _));

    [Fact]
    public void The_shortest_cursor_is_read() => Assert.True(LogCursor.TryParse("AQAAAAA", out _));

    [Fact]
    public void A_text_that_is_too_long_is_refused_before_it_is_looked_at() =>
        Assert.False(LogCursor.TryParse(new string('A', LogCursor.LongestText + 1), out _));

    [Fact]
    public void The_cursor_of_a_hundred_running_replicas_is_short_enough_to_be_read()
    {
        var ticks = RegisteredApp.Epoch.AddDays(300).UtcTicks;
        var cursor = Enumerable.Range(1000, 100).Aggregate(
            Start, (now, n) => now.With(new(n, new(ticks + (n * 7_000_000L), 3), new(ticks - (n * 9_000_000L), 12), n % 2 == 0)));

        Assert.InRange(cursor.ToString().Length, 1, LogCursor.LongestText);
        Assert.True(LogCursor.TryParse(cursor.ToString(), out var read) && read.SaysTheSame(cursor));
    }

    [Fact]
    public void Of_a_container_that_it_does_not_know_it_is_at_the_beginning()
    {
        var cursor = Start.With(ContainerPosition.At(3, new LinePosition(7, 0)));

        Assert.Equal((true, false), (cursor.Knows(3), cursor.Knows(2)));
        Assert.Equal(ContainerPosition.StartOf(2), cursor[2]);
    }

    [Fact]
    public void The_containers_are_in_the_order_of_their_attempts_and_each_is_there_once() => Prop.ForAll(
        Places.Cursors.ToArbitrary(),
        cursor => cursor.Containers.Zip(cursor.Containers.Skip(1)).All(two => two.First.Attempt < two.Second.Attempt)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_later_of_two_cursors_is_behind_neither() => Prop.ForAll(
        Places.Cursors.ToArbitrary(), Places.Cursors.ToArbitrary(),
        (a, b) => a.Later(b) is var later
            && a.Containers.Concat(b.Containers).All(c => later[c.Attempt].IsAtLeast(c))
            && later.Containers.All(c => a.Knows(c.Attempt) || b.Knows(c.Attempt))
            && later.Revision >= Math.Max(a.Revision, b.Revision)
            && later.NextAttempt >= Math.Max(a.NextAttempt, b.NextAttempt)).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_seen_of_the_application_only_grows_and_containers_that_are_not_kept_go()
    {
        var cursor = Start.With(ContainerPosition.StartOf(1)).With(ContainerPosition.StartOf(2))
            .Seen(ShownApp.Of("web") with { Revision = 9, NextAttempt = 3 }, c => c.Attempt != 1)
            .Seen(ShownApp.Of("web") with { Revision = 8, NextAttempt = 2 }, static _ => true);

        Assert.Equal((9, 3), (cursor.Revision, cursor.NextAttempt));
        Assert.Equal([2], cursor.Containers.Select(c => c.Attempt));
    }
}
