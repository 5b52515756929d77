using Microsoft.AspNetCore.Http;

namespace Orchestry.Http.Legacy;

/// <summary>Which paths are of the dialect that Orchestry 1.0 spoke, and so are answered in its shape whatever goes wrong.</summary>
internal static class LegacyPaths
{
    private static readonly PathString Apps = "/apps";
    private static readonly PathString Events = "/events";

    public static bool Covers(PathString path) => path.StartsWithSegments(Apps) || path.StartsWithSegments(Events);
}
