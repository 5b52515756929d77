using System.Runtime.CompilerServices;
using Orchestry.Core.Engine;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    /// <inheritdoc/>
    public async Task<EngineResult<ContainerStats>> ReadStatsAsync(ContainerId id, CancellationToken cancellationToken)
    {
        // One-shot: without it, the engine takes a second reading a second later, which nobody here looks at.
        var request = new EngineRequest(
            HttpMethod.Get, $"/containers/{EngineRequest.Escape(id.Value)}/stats?stream=false&one-shot=true", $"measure container {id.ShortId}");
        var answer = await _transport.SendAsync(request, DockerJson.Default.StatsReading, cancellationToken);
        if (!answer.TryGet(out var reading, out var fault))
        {
            return fault;
        }

        return reading.IsOfRunning
            ? reading.ToStats()
            : new EngineFault(EngineFaultKind.Conflict, $"The engine could not {request.Purpose}: it is not running.");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ContainerStats> WatchStatsAsync(ContainerId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new EngineRequest(
            HttpMethod.Get, $"/containers/{EngineRequest.Escape(id.Value)}/stats?stream=true", $"measure container {id.ShortId}");
        var opened = await _transport.OpenAsync(request, _options.StatsIdleTimeout, cancellationToken);
        await using var stream = opened.Value;
        await foreach (var reading in JsonLines.ReadAsync(stream, DockerJson.Default.StatsReading, cancellationToken))
        {
            if (!reading.IsOfRunning)
            {
                yield break;
            }

            yield return reading.ToStats();
        }
    }
}
