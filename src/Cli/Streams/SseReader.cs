using System.Runtime.CompilerServices;
using System.Text;

namespace Orchestry.Cli.Streams;

/// <summary>
/// Server-Sent Events (WHATWG HTML, 9.2) as they arrive. A message counts when the blank line after it has come: of one that was cut off nothing is told, so that
/// whoever goes on after the last cursor gets it whole.
/// </summary>
internal static class SseReader
{
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="TimeoutException">Nothing came for as long as <paramref name="silence"/>, not even a sign of life.</exception>
    public static async IAsyncEnumerable<SseMessage> ReadAsync(
        Stream stream, TimeSpan silence, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(stream, new UTF8Encoding(false));
        var (id, type, data) = ((string?)null, (string?)null, (StringBuilder?)null);
        while (await lines.ReadLineAsync(cancellationToken).AsTask().WaitAsync(silence, time, cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    yield return new SseMessage(id, type, data.ToString());
                }

                (id, type, data) = (null, null, null);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    type = value;
                    break;
                case "data":
                    data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
                    break;
            }
        }
    }
}
