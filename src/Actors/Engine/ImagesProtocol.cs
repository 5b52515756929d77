using Orchestry.Core.Engine;

namespace Orchestry.Actors.Engine;

internal static class ImagesProtocol
{
    /// <summary>Have the image on the engine; answered by <see cref="ImageReady"/> or <see cref="ImageFailed"/>.</summary>
    public sealed record GetImage(string Image);

    public sealed record ImageReady(string Image);

    public sealed record ImageFailed(string Image, EngineFault Fault);
}
