using System.Buffers.Text;
using System.Globalization;

namespace Orchestry.Benchmarks.Streams;

/// <summary>A line as the containers of this benchmark write it: its number, when it was due, and about a hundred characters of text.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="DueAt">On the clock that all processes of a machine share (<see cref="TimeProvider.GetTimestamp"/>).</param>
internal readonly record struct StreamLine(long Number, long DueAt)
{
    private const int NumberLength = 12;
    private const int TimeLength = 19;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"INFO {Number:D12} {DueAt:D19} GET /shop/baskets/42/items?sort=price 200 in 17 ms, 4242 bytes");

    /// <summary>Finds the line in a message; false: it is a message about something else.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, out StreamLine line)
    {
        line = default;
        var at = message.IndexOf("\"message\":\"INFO "u8);
        if (at < 0)
        {
            return false;
        }

        var text = message[(at + 16)..];
        if (!Utf8Parser.TryParse(text[..NumberLength], out long number, out _)
            || !Utf8Parser.TryParse(text.Slice(NumberLength + 1, TimeLength), out long dueAt, out _))
        {
            return false;
        }

        line = new StreamLine(number, dueAt);
        return true;
    }
}
