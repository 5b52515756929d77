using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Engine;
using Orchestry.Core.Streams;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Streams;

public sealed class ContainerPositionTests
{
    private static readonly DateTimeOffset Noon = RegisteredApp.Epoch.AddHours(12);

    [Fact]
    public void A_log_of_which_nothing_was_read_is_read_from_the_beginning() =>
        Assert.Null(ContainerPosition.StartOf(1).ReadFrom);

    [Fact]
    public void It_is_read_from_the_stream_that_is_further_up()
    {
        Assert.Equal(Noon, At(Noon, Noon.AddSeconds(3)).ReadFrom);
        Assert.Equal(Noon, At(Noon.AddSeconds(3), Noon).ReadFrom);
    }

    [Fact]
    public void A_stream_that_has_long_been_silent_is_not_waited_for()
    {
        Assert.Equal(Noon.AddSeconds(-10), At(Noon, Noon.AddHours(-1)).ReadFrom);
        Assert.Equal(Noon.AddSeconds(-10), (ContainerPosition.StartOf(1) with { Stderr = new LinePosition(Noon.UtcTicks, 0) }).ReadFrom);
    }

    [Fact]
    public void A_place_before_1970_is_the_beginning() =>
        Assert.Null(At(DateTimeOffset.UnixEpoch.AddSeconds(-1), DateTimeOffset.UnixEpoch.AddSeconds(-1)).ReadFrom);

    [Fact]
    public void No_place_makes_reading_begin_after_either_of_its_lines() => Prop.ForAll(
        Places.Containers.ToArbitrary(),
        place => place.ReadFrom is not { } from
            || (from.UtcTicks <= Math.Max(place.Stdout.Ticks, place.Stderr.Ticks)
                && from.UtcTicks >= Math.Min(place.Stdout.Ticks, place.Stderr.Ticks))).QuickCheckThrowOnFailure();

    [Fact]
    public void The_later_of_two_places_is_at_least_as_far_as_each_and_no_further_than_it_must_be() => Prop.ForAll(
        Places.Containers.ToArbitrary(), Places.Containers.ToArbitrary(),
        (a, b) => ContainerPosition.Later(a, b) is var later
            && later.IsAtLeast(a) && later.IsAtLeast(b)
            && (later.Stdout == a.Stdout || later.Stdout == b.Stdout)
            && (later.Stderr == a.Stderr || later.Stderr == b.Stderr)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_place_is_not_at_least_another_that_is_further_in_one_stream_or_has_ended()
    {
        var place = At(Noon, Noon);

        Assert.False(place.IsAtLeast(place.With(LogStream.Stderr, new LinePosition(Noon.UtcTicks, 1))));
        Assert.False(place.IsAtLeast(place.With(LogStream.Stdout, new LinePosition(Noon.UtcTicks, 1))));
        Assert.False(place.IsAtLeast(place with { IsEnded = true }));
        Assert.True((place with { IsEnded = true }).IsAtLeast(place));
    }

    private static ContainerPosition At(DateTimeOffset stdout, DateTimeOffset stderr) =>
        new(1, new LinePosition(stdout.UtcTicks, 0), new LinePosition(stderr.UtcTicks, 0), false);
}
