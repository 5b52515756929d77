using System.Net.Http.Headers;
using Orchestry.Core.Engine;
using Orchestry.Docker.Containers;
using Orchestry.Docker.Faults;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    /// <inheritdoc/>
    public Task<EngineResult<Done>> UploadFilesAsync(
        ContainerId id, IReadOnlyList<ContainerFile> files, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return Task.FromResult<EngineResult<Done>>(Done.Value);
        }

        var archive = FileArchive.Of(files);
        var request = new EngineRequest(
            HttpMethod.Put,
            $"/containers/{EngineRequest.Escape(id.Value)}/archive?path=%2F&noOverwriteDirNonDir=true",
            $"put {string.Join(", ", files)} into container {id.ShortId}")
        {
            Operation = EngineOperation.UploadFiles,
            Content = () => new ByteArrayContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } },
        };
        return _transport.SendAsync(request, cancellationToken);
    }
}
