using Orchestry.Core.Engine;
using Orchestry.Docker.Exec;
using Orchestry.Docker.Faults;
using Orchestry.Docker.Logs;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    private const int LongestExecOutput = 64 * 1024;

    /// <inheritdoc/>
    /// <remarks>Without a deadline of its own: a command may take as long as its caller waits. A command that can't be executed answers 126 or 127.</remarks>
    public async Task<EngineResult<ExecResult>> ExecAsync(ContainerId id, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var purpose = $"run a command in container {id.ShortId}";
        var create = new EngineRequest(HttpMethod.Post, $"/containers/{EngineRequest.Escape(id.Value)}/exec", purpose)
        {
            Content = EngineRequest.Json(new CreateExec(command), DockerJson.Default.CreateExec),
        };
        var answer = await _transport.SendAsync(create, DockerJson.Default.Created, cancellationToken);
        if (!answer.TryGet(out var exec, out var fault))
        {
            return fault;
        }

        var start = new EngineRequest(HttpMethod.Post, $"/exec/{exec.Id}/start", purpose)
        {
            Operation = EngineOperation.StartContainer,
            Content = EngineRequest.Json(new StartExec(Detach: false, Tty: false), DockerJson.Default.StartExec),
        };
        var opened = await _transport.OpenAsync(start, Timeout.InfiniteTimeSpan, cancellationToken);
        if (!opened.TryGet(out var stream, out fault))
        {
            return fault;
        }

        var (output, error) = (new BoundedText(LongestExecOutput), new BoundedText(LongestExecOutput));
        await using (stream)
        {
            try
            {
                await foreach (var chunk in OutputChunks.ReadAsync(stream, hasTerminal: false, cancellationToken))
                {
                    (chunk.Stream == LogStream.Stdout ? output : error).Append(chunk.Bytes.Span);
                }
            }
            catch (EngineException broken)
            {
                return broken.Fault;
            }
        }

        return await FinishExecAsync(exec.Id, purpose, output, error, cancellationToken);
    }

    // The engine closes the output a moment before it records the exit code.
    private async Task<EngineResult<ExecResult>> FinishExecAsync(
        string exec, string purpose, BoundedText output, BoundedText error, CancellationToken cancellationToken)
    {
        const int Looks = 50;
        var inspect = new EngineRequest(HttpMethod.Get, $"/exec/{exec}/json", purpose);
        for (var look = 0; look < Looks; look++)
        {
            var answer = await _transport.SendAsync(inspect, DockerJson.Default.ExecDetails, cancellationToken);
            if (!answer.TryGet(out var details, out var fault))
            {
                return fault;
            }

            if (details is { Running: false, ExitCode: { } exitCode })
            {
                return new ExecResult(exitCode, output.ToString(), error.ToString());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10 * (look + 1)), _time, cancellationToken);
        }

        return new EngineFault(EngineFaultKind.EngineFailure, $"The engine could not {purpose}: it closed the output but names no exit code.");
    }
}
