using System.Globalization;
using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;
using Orchestry.Docker.Logs;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<LogFrame> ReadLogsAsync(
        ContainerId id, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Only the container knows whether its output is framed: engines before API 1.42 don't say it in the answer.
        var container = (await InspectContainerAsync(id, cancellationToken)).Value;
        var tail = query.Tail?.ToString(CultureInfo.InvariantCulture) ?? "all";
        var since = query.Since is { } time ? $"&since={UnixTime.Format(time)}" : "";
        var follow = query.Follow ? "true" : "false";
        var request = new EngineRequest(
            HttpMethod.Get,
            $"/containers/{container.Id}/logs?stdout=true&stderr=true&timestamps=true&tail={tail}&follow={follow}{since}",
            $"read the log of container {id.ShortId}");
        var opened = await _transport.OpenAsync(request, query.Follow ? Timeout.InfiniteTimeSpan : _options.CallTimeout, cancellationToken);
        await using var stream = opened.Value;
        var stdout = new LineAssembler(LogStream.Stdout, container.HasTerminal);
        var stderr = new LineAssembler(LogStream.Stderr, container.HasTerminal);
        await foreach (var chunk in OutputChunks.ReadAsync(stream, container.HasTerminal, cancellationToken))
        {
            var assembler = chunk.Stream == LogStream.Stdout ? stdout : stderr;
            if (chunk.IsFrameStart)
            {
                assembler.BeginFrame();
            }

            var bytes = chunk.Bytes;
            while (assembler.TryComplete(ref bytes, out var line))
            {
                yield return line;
            }
        }

        if (stdout.Flush() is { } lastOut)
        {
            yield return lastOut;
        }

        if (stderr.Flush() is { } lastErr)
        {
            yield return lastErr;
        }
    }
}
