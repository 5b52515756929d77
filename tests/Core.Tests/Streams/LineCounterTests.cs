using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Engine;
using Orchestry.Core.Streams;

namespace Orchestry.Core.Tests.Streams;

public sealed class LineCounterTests
{
    private readonly LineCounter _counter = new();

    [Fact]
    public void Lines_with_one_stamp_are_numbered_and_the_next_stamp_begins_anew() =>
        Assert.Equal([(1, 0), (1, 1), (2, 0)], new[] { 1, 1, 2 }.Select(at => Place(at)));

    [Fact]
    public void The_two_streams_are_counted_apart()
    {
        Assert.Equal((5, 0), Place(5));
        Assert.Equal((4, 0), Place(4, LogStream.Stderr));
        Assert.Equal((5, 1), Place(5));
        Assert.Equal((4, 1), Place(4, LogStream.Stderr));
    }

    [Fact]
    public void After_the_clock_was_set_back_the_lines_count_on() =>
        Assert.Equal([(9, 0), (9, 1), (9, 2), (10, 0)], new[] { 9, 3, 4, 10 }.Select(at => Place(at)));

    [Fact]
    public void Places_only_ever_grow_within_a_stream() => Prop.ForAll(
        Frames.ToArbitrary(),
        frames =>
        {
            var counter = new LineCounter();
            var places = frames.Select(f => (f.Stream, Place: counter.Next(f))).ToArray();
            return places.GroupBy(p => p.Stream).All(s => s.Zip(s.Skip(1)).All(two => two.First.Place < two.Second.Place));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reading_that_begins_with_a_stamp_numbers_its_lines_as_one_from_the_beginning_does() => Prop.ForAll(
        Frames.ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(),
        (frames, since) =>
        {
            var ordered = frames.OrderBy(f => f.Timestamp).ToArray();
            var (whole, part) = (new LineCounter(), new LineCounter());
            var expected = ordered.Select(f => (Frame: f, Place: whole.Next(f))).Where(l => l.Frame.Timestamp.UtcTicks >= since);
            return expected.SequenceEqual(ordered.Where(f => f.Timestamp.UtcTicks >= since).Select(f => (f, part.Next(f))));
        }).QuickCheckThrowOnFailure();

    private static Gen<List<LogFrame>> Frames { get; } =
        (from at in Gen.Choose(1, 5) from stream in Gen.Elements(LogStream.Stdout, LogStream.Stderr) select Frame(at, stream))
        .ListOf().Select(frames => frames.ToList());

    private (long Ticks, int Ordinal) Place(long at, LogStream stream = LogStream.Stdout)
    {
        var place = _counter.Next(Frame(at, stream));
        return (place.Ticks, place.Ordinal);
    }

    private static LogFrame Frame(long at, LogStream stream) => new(stream, new DateTimeOffset(at, TimeSpan.Zero), "");
}
