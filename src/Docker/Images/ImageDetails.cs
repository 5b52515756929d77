namespace Orchestry.Docker.Images;

/// <summary>The part of <c>GET /images/{name}/json</c> that we use.</summary>
internal sealed record ImageDetails(string Id, List<string>? RepoTags, long Size);
