using Microsoft.Extensions.Logging;
using Orchestry.Core.Engine;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

/// <summary>
/// A Docker engine over its HTTP API, versions 1.41 to 1.51. Connects when first called; making one does no I/O except reading the
/// certificates of <see cref="DockerOptions.CertPath"/>.
/// </summary>
public sealed partial class DockerEngine : IContainerEngine
{
    private readonly DockerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DockerEngine> _log;
    private readonly EngineTransport _transport;

    /// <exception cref="ArgumentException">The address or the certificates can't be used; the message says why.</exception>
    public DockerEngine(DockerOptions options, TimeProvider time, ILogger<DockerEngine> log)
    {
        (_options, _time, _log) = (options, time, log);
        _transport = new EngineTransport(options, time, log);
        Name = new EngineName(options.Name);
    }

    /// <inheritdoc/>
    public EngineName Name { get; }

    /// <inheritdoc/>
    public async Task<EngineResult<EngineInfo>> GetInfoAsync(CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, "/info", "describe itself");
        var answer = await _transport.SendAsync(request, DockerJson.Default.InfoAnswer, cancellationToken);
        return answer.TryGet(out var info, out var fault)
            ? new EngineInfo(
                info.ServerVersion ?? "", _transport.Version?.ToString() ?? "", info.Name ?? "",
                info.NCPU, info.MemTotal, info.ContainersRunning, info.Containers)
            {
                DataRoot = info.DockerRootDir,
                Kernel = info.KernelVersion,
            }
            : fault;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }
}
