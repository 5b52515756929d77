using System.Buffers.Text;
using System.Text;

namespace Orchestry.Ingress.Nginx;

/// <summary>One line of the access log: a request that has ended.</summary>
internal sealed record RequestLine
{
    private const int Fields = 11;

    /// <summary>The application; never empty.</summary>
    public required string App { get; init; }

    /// <summary>The status that the client was answered.</summary>
    public required int Status { get; init; }

    /// <summary>From its first byte to the last of the answer; nginx measures whole milliseconds.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Bytes of the body, as far as the client said how long it is.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of the answer's body.</summary>
    public required long BytesOut { get; init; }

    /// <summary>Whether the answer ended before the length that it had announced, although the client was still there.</summary>
    public required bool IsCutShort { get; init; }

    /// <summary>The replicas that were tried, by address and port, the answering one last; empty when there was none.</summary>
    public required IReadOnlyList<string> Tries { get; init; }

    /// <summary>Whether the last of them answered, at least with a head.</summary>
    public required bool IsAnsweredByReplica { get; init; }

    /// <summary>Whether the answer is nginx's own, for want of a replica's.</summary>
    public bool IsFailed => IsCutShort || (Status is 502 or 503 or 504 && !IsAnsweredByReplica);

    /// <summary>Reads a line as <see cref="ConfigWriter"/> has nginx write it.</summary>
    /// <returns>Null for a request that belongs to no application, and for what is no such line.</returns>
    public static RequestLine? Parse(ReadOnlySpan<byte> line)
    {
        Span<Range> ranges = stackalloc Range[Fields + 1];
        if (line.Length == 0 || line[0] == (byte)'|' || Split(line, ranges) != Fields)
        {
            return null;
        }

        if (!TryLong(line[ranges[1]], out var status) || !Utf8Parser.TryParse(line[ranges[2]], out decimal seconds, out _)
            || !TryLong(line[ranges[3]], out var sent) || !TryLong(line[ranges[5]], out var received))
        {
            return null;
        }

        var announced = TryLong(line[ranges[7]], out var length) ? length : (long?)null;
        var isWhole = line[ranges[8]].SequenceEqual("OK"u8);
        var hasBody = !line[ranges[6]].SequenceEqual("HEAD"u8) && status is not (204 or 304 or 101);
        return new RequestLine
        {
            App = Encoding.ASCII.GetString(line[ranges[0]]),
            Status = (int)Math.Clamp(status, 100, 599),
            Took = TimeSpan.FromTicks((long)(Math.Clamp(seconds, 0, 1_000_000_000) * TimeSpan.TicksPerSecond)),
            // What was announced and did not come is not counted.
            BytesIn = TryLong(line[ranges[4]], out var body) ? Math.Min(body, received) : 0,
            BytesOut = sent,
            IsCutShort = isWhole && hasBody && announced > sent,
            Tries = Addresses(line[ranges[9]]),
            IsAnsweredByReplica = line[ranges[10]] is [.., >= (byte)'0' and <= (byte)'9'],
        };
    }

    /// <summary>A list such as <c>10.0.0.2:80, 10.0.0.3:80</c>; a name without a port is the group, when all of it was out.</summary>
    private static string[] Addresses(ReadOnlySpan<byte> list) =>
        [.. Encoding.ASCII.GetString(list).Split([", ", " : "], StringSplitOptions.TrimEntries).Where(a => a.Contains(':', StringComparison.Ordinal))];

    private static int Split(ReadOnlySpan<byte> line, Span<Range> ranges)
    {
        var count = 0;
        foreach (var range in line.Split((byte)'|'))
        {
            if (count == ranges.Length)
            {
                break;
            }

            ranges[count++] = range;
        }

        return count;
    }

    private static bool TryLong(ReadOnlySpan<byte> text, out long value) => Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && value >= 0;
}
