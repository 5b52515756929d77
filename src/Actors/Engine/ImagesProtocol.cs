using Orchestry.Core.Engine;

namespace Orchestry.Actors.Engine;

internal static class ImagesProtocol
{
    /// <summary>
    /// Pull the image; answered by <see cref="ImageReady"/> or <see cref="ImageFailed"/>. Whoever asks for the same as the same user while it is pulled
    /// shares that pull.
    /// </summary>
    public sealed record GetImage(string Image, RegistryCredentials? Credentials = null);

    public sealed record ImageReady(string Image);

    public sealed record ImageFailed(string Image, EngineFault Fault);

    /// <summary>A pull has ended; told by the actor to itself.</summary>
    internal sealed record Pulled(GetImage Wish, EngineFault? Fault);
}
