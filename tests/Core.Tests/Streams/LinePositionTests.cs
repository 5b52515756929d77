using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Streams;

namespace Orchestry.Core.Tests.Streams;

public sealed class LinePositionTests
{
    [Fact]
    public void Places_are_in_the_order_of_their_stamps_and_then_of_their_numbers() => Prop.ForAll(
        Places.Any.ListOf().ToArbitrary(),
        places => places.Order().SequenceEqual(places.OrderBy(p => p.Ticks).ThenBy(p => p.Ordinal))).QuickCheckThrowOnFailure();

    [Fact]
    public void Exactly_one_of_before_same_and_after_holds_for_two_places() => Prop.ForAll(
        Places.Any.ToArbitrary(), Places.Any.ToArbitrary(),
        (a, b) =>
            new[] { a < b, a == b, a > b }.Count(holds => holds) == 1
            && (a <= b) == !(a > b)
            && (a >= b) == !(a < b)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_start_is_before_every_line_and_the_place_before_a_time_before_its_first_line_alone()
    {
        var time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(1));

        Assert.True(LinePosition.Start < new LinePosition(0, 0));
        Assert.True(LinePosition.Before(time) < new LinePosition(time.UtcTicks, 0));
        Assert.True(LinePosition.Before(time) > new LinePosition(time.UtcTicks - 1, int.MaxValue));
    }

    [Fact]
    public void Only_a_place_with_a_number_is_that_of_a_line()
    {
        Assert.False(LinePosition.Start.IsLine);
        Assert.False(LinePosition.Before(DateTimeOffset.UnixEpoch).IsLine);
        Assert.True(new LinePosition(5, 0).IsLine);
        Assert.Equal(new DateTimeOffset(5, TimeSpan.Zero), new LinePosition(5, 0).Time);
    }
}
