using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Logs;

/// <summary>
/// Splits the engine's output stream: frames of an 8-byte header (stream, three zeros, length in big-endian) and a payload, or, with a
/// terminal, the bare bytes. Docker Engine API, "Attach to a container", stream format.
/// </summary>
internal static class OutputChunks
{
    private const int HeaderLength = 8;

    public static async IAsyncEnumerable<OutputChunk> ReadAsync(
        EngineStream stream, bool hasTerminal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        if (hasTerminal)
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                yield return new OutputChunk(LogStream.Stdout, buffer.AsMemory(0, read), IsFrameStart: false);
            }

            yield break;
        }

        var header = new byte[HeaderLength];
        while (await FillHeaderAsync(stream, header, cancellationToken))
        {
            var source = header[0] switch
            {
                0 or 1 => LogStream.Stdout,
                2 => LogStream.Stderr,
                _ => throw stream.Broken($"it sent a frame of the unknown stream {header[0]}"),
            };
            var remaining = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            for (var isStart = true; remaining > 0; isStart = false)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(remaining, (uint)buffer.Length)), cancellationToken);
                if (read == 0)
                {
                    throw stream.Broken("its output ended in the middle of a frame");
                }

                remaining -= (uint)read;
                yield return new OutputChunk(source, buffer.AsMemory(0, read), isStart);
            }
        }
    }

    private static async ValueTask<bool> FillHeaderAsync(EngineStream stream, byte[] header, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < HeaderLength;)
        {
            var read = await stream.ReadAsync(header.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                return filled == 0 ? false : throw stream.Broken("its output ended in the middle of a frame");
            }

            filled += read;
        }

        return true;
    }
}
