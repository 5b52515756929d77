using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Orchestry.Core.Engine;

namespace Orchestry.Docker.Logs;

/// <summary>
/// Joins the pieces of one output stream to lines. The engine stores a line longer than 16 KiB in parts and, asked for timestamps, puts one
/// before every part; those inside a line are taken out again.
/// </summary>
internal sealed class LineAssembler(LogStream stream, bool hasTerminal)
{
    /// <summary>Bytes of text a line may have; what is beyond is dropped.</summary>
    public const int LongestLine = 1024 * 1024;

    /// <summary>The size of the engine's parts (its log copier's buffer).</summary>
    private const int PartLength = 16 * 1024;

    // "2026-01-02T15:04:05.123456789Z": always nine decimals, always UTC.
    private const int TimestampLength = 30;
    private const int PrefixLength = TimestampLength + 1;
    private const int NoMark = -1;

    private readonly int _capacity = LongestLine + (PrefixLength * ((LongestLine / PartLength) + 1));
    private byte[] _line = new byte[256];
    private int _length;
    private int _mark = NoMark;
    private DateTimeOffset _lastTimestamp = DateTimeOffset.UnixEpoch;

    /// <summary>Tells that what is appended next begins a frame.</summary>
    public void BeginFrame()
    {
        TakeOutPrefixAtMark();
        _mark = _length > 0 ? _length : NoMark;
    }

    /// <summary>Takes bytes up to and including the next line end; true with the line when there was one.</summary>
    public bool TryComplete(ref ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out LogFrame? line)
    {
        var end = bytes.Span.IndexOf((byte)'\n');
        Append(end < 0 ? bytes.Span : bytes.Span[..end]);
        bytes = end < 0 ? default : bytes[(end + 1)..];
        line = end < 0 ? null : Complete();
        return line is not null;
    }

    /// <summary>The last line when the output ended without a line end; null when nothing is left.</summary>
    public LogFrame? Flush() => _length > 0 ? Complete() : null;

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, _capacity - _length)];
        if (_length + bytes.Length > _line.Length)
        {
            Array.Resize(ref _line, Math.Min(_capacity, Math.Max(_line.Length * 2, _length + bytes.Length)));
        }

        bytes.CopyTo(_line.AsSpan(_length));
        _length += bytes.Length;
    }

    private LogFrame Complete()
    {
        TakeOutPrefixAtMark();
        if (hasTerminal)
        {
            // A terminal's output has no frames to tell the parts apart; only their size does.
            for (var part = PrefixLength + PartLength; TakeOutPrefix(part); part += PartLength)
            {
            }
        }

        var text = _line.AsSpan(0, _length);
        if (TryReadPrefix(text, out var timestamp))
        {
            _lastTimestamp = timestamp;
            text = text[PrefixLength..];
        }

        // A terminal turns every line end into CR LF.
        text = hasTerminal && text.EndsWith("\r"u8) ? text[..^1] : text;
        var line = new LogFrame(stream, _lastTimestamp, Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestLine)]));
        _length = 0;
        return line;
    }

    private void TakeOutPrefixAtMark()
    {
        if (_mark != NoMark)
        {
            TakeOutPrefix(_mark);
            _mark = NoMark;
        }
    }

    private bool TakeOutPrefix(int start)
    {
        if (start > _length || !TryReadPrefix(_line.AsSpan(start, _length - start), out _))
        {
            return false;
        }

        _line.AsSpan((start + PrefixLength).._length).CopyTo(_line.AsSpan(start));
        _length -= PrefixLength;
        return true;
    }

    private static bool TryReadPrefix(ReadOnlySpan<byte> text, out DateTimeOffset timestamp)
    {
        timestamp = default;
        if (text.Length < PrefixLength || text[TimestampLength - 1] != 'Z' || text[TimestampLength] != ' ')
        {
            return false;
        }

        // The round-trip format has seven decimals: the last two digits go.
        Span<byte> roundTrip = stackalloc byte[28];
        text[..27].CopyTo(roundTrip);
        roundTrip[27] = (byte)'Z';
        return Utf8Parser.TryParse(roundTrip, out timestamp, out var used, 'O') && used == roundTrip.Length;
    }
}
