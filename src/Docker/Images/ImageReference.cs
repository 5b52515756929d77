namespace Orchestry.Docker.Images;

/// <summary>An image's name taken apart the way <c>POST /images/create</c> wants it.</summary>
/// <param name="Repository">Registry and name, without tag or digest.</param>
/// <param name="Tag">Tag or digest. <c>latest</c> when there is none: without one, the engine would pull every tag there is.</param>
internal readonly record struct ImageReference(string Repository, string Tag)
{
    public static ImageReference Parse(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? image : image[..at];
        // A colon before the last slash belongs to the registry's port.
        var colon = name.LastIndexOf(':');
        var tagged = colon > name.LastIndexOf('/');
        var repository = tagged ? name[..colon] : name;
        return new ImageReference(repository, at >= 0 ? image[(at + 1)..] : tagged ? name[(colon + 1)..] : "latest");
    }
}
