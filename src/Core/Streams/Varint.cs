using System.Buffers;

namespace Orchestry.Core.Streams;

/// <summary>Whole numbers from 0 on, seven bits a byte, lowest first (the base-128 varints of Protocol Buffers' encoding).</summary>
internal static class Varint
{
    public const int LongestLength = 9;

    public static void Write(IBufferWriter<byte> into, long number)
    {
        var bytes = into.GetSpan(LongestLength);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
        {
            bytes[length++] = (byte)(number | 0x80);
        }

        bytes[length++] = (byte)number;
        into.Advance(length);
    }
}

/// <summary>Reads them.</summary>
internal struct VarintReader(byte[] bytes)
{
    private int _at;

    public readonly bool IsAtEnd => _at == bytes.Length;

    /// <summary>The next number; false where there is none, it is too long, or it is more than <paramref name="most"/>.</summary>
    public bool TryRead(long most, out long number)
    {
        number = 0;
        for (var shift = 0; shift < 7 * Varint.LongestLength && _at < bytes.Length; shift += 7)
        {
            var part = bytes[_at++];
            number |= (long)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return number <= most;
            }
        }

        return false;
    }
}
