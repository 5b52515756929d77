using System.Net.Http.Headers;
using Orchestry.Core.Engine;
using Orchestry.Docker.Faults;
using Orchestry.Docker.Images;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker;

public sealed partial class DockerEngine
{
    /// <inheritdoc/>
    public async Task<EngineResult<ImageSnapshot>> InspectImageAsync(string image, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Get, $"/images/{EngineRequest.EscapePath(image)}/json", $"find image {image}")
        {
            Operation = EngineOperation.FindImage,
        };
        var answer = await _transport.SendAsync(request, DockerJson.Default.ImageDetails, cancellationToken);
        return answer.TryGet(out var details, out var fault) ? new ImageSnapshot(details.Id, details.RepoTags ?? [], details.Size) : fault;
    }

    /// <inheritdoc/>
    public Task<EngineResult<Done>> PullImageAsync(
        string image, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        var request = new EngineRequest(
            HttpMethod.Post,
            $"/images/create?fromImage={EngineRequest.Escape(reference.Repository)}&tag={EngineRequest.Escape(reference.Tag)}",
            $"pull image {image}")
        {
            Operation = EngineOperation.PullImage,
            RegistryAuth = credentials is null ? null : RegistryAuth.Encode(credentials),
            // The engine answers nothing before the registry has.
            Timeout = _options.PullIdleTimeout,
        };
        return FollowAsync(request, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<EngineResult<Done>> RemoveImageAsync(string image, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Delete, $"/images/{EngineRequest.EscapePath(image)}", $"remove image {image}")
        {
            Operation = EngineOperation.FindImage,
        };
        var removed = await _transport.SendAsync(request, cancellationToken);
        return removed.Fault is { Kind: EngineFaultKind.ImageNotFound } ? Done.Value : removed;
    }

    /// <inheritdoc/>
    public Task<EngineResult<Done>> BuildImageAsync(string tag, Stream tar, CancellationToken cancellationToken)
    {
        var request = new EngineRequest(HttpMethod.Post, $"/build?t={EngineRequest.Escape(tag)}&rm=true&forcerm=true", $"build image {tag}")
        {
            Content = () => new StreamContent(tar) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } },
            IsRepeatable = false,
            Timeout = _options.PullIdleTimeout,
        };
        return FollowAsync(request, progress: null, cancellationToken);
    }

    /// <summary>Reads the lines of a long work to their end; an error among them is the call's.</summary>
    private async Task<EngineResult<Done>> FollowAsync(EngineRequest request, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var opened = await _transport.OpenAsync(request, _options.PullIdleTimeout, cancellationToken);
        if (!opened.TryGet(out var stream, out var fault))
        {
            return fault;
        }

        await using (stream)
        {
            try
            {
                await foreach (var line in JsonLines.ReadAsync(stream, DockerJson.Default.ProgressLine, cancellationToken))
                {
                    if (line.Failure is { } failure)
                    {
                        return EngineFaults.FromStream(failure, request);
                    }

                    if (line.Status is not null)
                    {
                        progress?.Report(line.ToProgress());
                    }
                }
            }
            catch (EngineException broken)
            {
                return broken.Fault;
            }
        }

        return Done.Value;
    }
}
