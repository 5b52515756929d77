using Orchestry.Core.Engine;

namespace Orchestry.Docker.Transport;

/// <summary>The part of <c>GET /version</c> that negotiation needs.</summary>
internal sealed record EngineVersion(string? Version, string? ApiVersion, string? MinAPIVersion)
{
    /// <summary>The newest API version that both sides speak, or the fault that names both ranges.</summary>
    public EngineResult<ApiVersion> Negotiate()
    {
        if (!Transport.ApiVersion.TryParse(ApiVersion, out var theirNewest))
        {
            return new EngineFault(
                EngineFaultKind.IncompatibleVersion,
                $"What answers at the engine's address names the API version \"{ApiVersion}\", which is no Docker Engine's.",
                "Check that DOCKER_HOST points to a Docker engine.");
        }

        var theirOldest = Transport.ApiVersion.TryParse(MinAPIVersion, out var oldest) ? oldest : default;
        if (theirNewest < Transport.ApiVersion.Oldest || theirOldest > Transport.ApiVersion.Newest)
        {
            return new EngineFault(
                EngineFaultKind.IncompatibleVersion,
                $"Docker {Version} speaks API {theirOldest} to {theirNewest}; this program speaks {Transport.ApiVersion.Oldest} to {Transport.ApiVersion.Newest}.",
                theirNewest < Transport.ApiVersion.Oldest ? "Upgrade the Docker engine to 20.10 or newer." : "Upgrade this program.");
        }

        return theirNewest < Transport.ApiVersion.Newest ? theirNewest : Transport.ApiVersion.Newest;
    }
}
