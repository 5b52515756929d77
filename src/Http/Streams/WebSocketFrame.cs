using System.Buffers.Binary;

namespace Orchestry.Http.Streams;

/// <summary>
/// Text messages as whole frames. What a server sends is not masked, so the same bytes go to every subscriber (RFC 6455, 5.2 and 5.3).
/// </summary>
internal static class WebSocketFrame
{
    private const byte FinalText = 0x81;
    private const int LongestIn7Bits = 125;
    private const byte LengthIn16Bits = 126;
    private const byte LengthIn64Bits = 127;

    /// <summary>The frame that holds a text.</summary>
    public static byte[] Of(ReadOnlySpan<byte> text)
    {
        var header = HeaderLength(text.Length);
        var frame = new byte[header + text.Length];
        frame[0] = FinalText;
        switch (header)
        {
            case 2:
                frame[1] = (byte)text.Length;
                break;
            case 4:
                frame[1] = LengthIn16Bits;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)text.Length);
                break;
            default:
                frame[1] = LengthIn64Bits;
                BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)text.Length);
                break;
        }

        text.CopyTo(frame.AsSpan(header));
        return frame;
    }

    /// <summary>The text in a frame that <see cref="Of"/> made.</summary>
    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> frame) => frame[(frame[1] switch
    {
        LengthIn16Bits => 4,
        LengthIn64Bits => 10,
        _ => 2,
    })..];

    private static int HeaderLength(int text) => text <= LongestIn7Bits ? 2 : text <= ushort.MaxValue ? 4 : 10;
}
