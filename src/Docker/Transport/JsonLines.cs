using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestry.Docker.Transport;

/// <summary>Reads an answer of one JSON document per line as it arrives.</summary>
internal static class JsonLines
{
    /// <summary>No line the engine writes comes near; more is a broken or hostile peer.</summary>
    private const int LongestLine = 1024 * 1024;

    public static async IAsyncEnumerable<T> ReadAsync<T>(
        EngineStream stream, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var buffer = new byte[4096];
        var (start, end) = (0, 0);
        while (true)
        {
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                if (Parse(stream, buffer.AsSpan(start, newline), type) is { } value)
                {
                    yield return value;
                }

                start += newline + 1;
                continue;
            }

            (start, end) = MakeRoom(stream, ref buffer, start, end);
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                // The last document may lack its line end.
                if (Parse(stream, buffer.AsSpan(start, end - start), type) is { } last)
                {
                    yield return last;
                }

                yield break;
            }

            end += read;
        }
    }

    private static (int Start, int End) MakeRoom(EngineStream stream, ref byte[] buffer, int start, int end)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LongestLine)
            {
                throw stream.Broken("it sent a line longer than 1 MiB");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        return (start, end);
    }

    private static T? Parse<T>(EngineStream stream, ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
        where T : class
    {
        line = line.Trim(" \r\t"u8);
        if (line.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            throw stream.Broken("it sent a line that is not the JSON it promises");
        }
    }
}
