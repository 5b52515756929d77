using Microsoft.Win32.SafeHandles;

namespace Orchestry.Ingress.Nginx;

/// <summary>A file that grows at its end, read line by line, under whatever name it has meanwhile.</summary>
internal sealed class TailedFile : IDisposable
{
    // A line has a few hundred bytes; what is longer is none of ours.
    private const int LongestLine = 64 * 1024;
    private readonly SafeFileHandle _handle;
    private readonly string _link;
    private readonly byte[] _buffer = new byte[4 * LongestLine];
    private int _kept;

    private TailedFile(SafeFileHandle handle, long position)
    {
        (_handle, Position) = (handle, position);
        _link = $"/proc/self/fd/{handle.DangerousGetHandle()}";
    }

    /// <summary>How far it was read.</summary>
    public long Position { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="atEnd">Whether what is in it already is passed over.</param>
    /// <returns>Null when there is none.</returns>
    public static TailedFile? TryOpen(string path, bool atEnd)
    {
        try
        {
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new TailedFile(handle, atEnd ? RandomAccess.GetLength(handle) : 0);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether it is still the file of this name.</summary>
    public bool IsAt(string path) => new FileInfo(_link).LinkTarget == path;

    /// <summary>Gives every whole line there is by now, without its end.</summary>
    public void Read(Action<ReadOnlySpan<byte>> take)
    {
        if (RandomAccess.GetLength(_handle) < Position)
        {
            // Somebody emptied it.
            (Position, _kept) = (0, 0);
        }

        while (RandomAccess.Read(_handle, _buffer.AsSpan(_kept), Position) is > 0 and var read)
        {
            Position += read;
            var text = _buffer.AsSpan(0, _kept + read);
            while (text.IndexOf((byte)'\n') is >= 0 and var end)
            {
                take(text[..end]);
                text = text[(end + 1)..];
            }

            _kept = text.Length <= LongestLine ? text.Length : 0;
            text[..Math.Min(text.Length, _kept)].CopyTo(_buffer);
        }
    }

    public void Dispose() => _handle.Dispose();
}
