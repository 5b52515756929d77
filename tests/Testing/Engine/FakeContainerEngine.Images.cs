using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

public sealed partial class FakeContainerEngine
{
    private readonly Dictionary<string, FakeImage> _images = [];
    private readonly Dictionary<string, FakeImage> _registry = [];

    /// <summary>Why no pull reaches the registry; null: it is there.</summary>
    public EngineFault? RegistryFault { get; set; }

    /// <summary>The credentials of the last pull; null: it had none.</summary>
    public RegistryCredentials? LastCredentials { get; private set; }

    /// <summary>Puts an image on the engine. Adding the same name again gives it new content (another id).</summary>
    public FakeImage AddImage(string image, ContainerBehaviour? behaviour = null)
    {
        var added = new FakeImage(Normalize(image), $"sha256:{NextId("image")}", behaviour ?? ContainerBehaviour.Serves);
        lock (_sync)
        {
            _images[added.Reference] = added;
        }

        return added;
    }

    /// <summary>Puts an image into the registry only: it must be pulled, which takes <paramref name="pullTime"/>.</summary>
    public FakeImage RegistryHolds(string image, TimeSpan pullTime = default, ContainerBehaviour? behaviour = null)
    {
        var held = new FakeImage(Normalize(image), $"sha256:{NextId("image")}", behaviour ?? ContainerBehaviour.Serves, pullTime);
        lock (_sync)
        {
            _registry[held.Reference] = held;
        }

        return held;
    }

    /// <summary>Makes every pull of an image fail, after <paramref name="pullTime"/>.</summary>
    public void PullFails(string image, EngineFault fault, TimeSpan pullTime = default)
    {
        lock (_sync)
        {
            var reference = Normalize(image);
            _registry[reference] = new FakeImage(reference, $"sha256:{NextId("image")}", ContainerBehaviour.Serves, pullTime, fault);
        }
    }

    /// <inheritdoc/>
    public Task<EngineResult<ImageSnapshot>> InspectImageAsync(string image, CancellationToken cancellationToken) =>
        CallAsync<ImageSnapshot>(EngineCall.InspectImage, image, _ =>
        {
            lock (_sync)
            {
                return Task.FromResult<EngineResult<ImageSnapshot>>(
                    FindImage(image) is { } found ? new ImageSnapshot(found.Id, [found.Reference], SizeBytes: 2_000_000) : NoSuchImage(image));
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> PullImageAsync(
        string image, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.Pull, image, async token =>
        {
            FakeImage? held;
            lock (_sync)
            {
                LastCredentials = credentials;
                held = _registry.GetValueOrDefault(Normalize(image));
            }

            if (RegistryFault is { } away)
            {
                return away;
            }

            if (held is null)
            {
                return new EngineFault(
                    EngineFaultKind.ImageNotFound, $"The engine could not pull image {image}: manifest unknown.", "Correct the image's name or tag.");
            }

            progress?.Report(new PullProgress("Downloading", "0123456789ab", 0, 2_000_000));
            await PassAsync(held.PullTime, token);
            if (held.PullFault is { } fault)
            {
                return fault;
            }

            progress?.Report(new PullProgress("Pull complete", "0123456789ab", 2_000_000, 2_000_000));
            lock (_sync)
            {
                _images[held.Reference] = held;
            }

            return Done.Value;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> RemoveImageAsync(string image, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.RemoveImage, image, _ =>
        {
            lock (_sync)
            {
                if (FindImage(image) is { } found)
                {
                    if (_containers.Exists(container => Normalize(container.Spec.Image) == found.Reference))
                    {
                        return Task.FromResult<EngineResult<Done>>(
                            new EngineFault(EngineFaultKind.Conflict, $"The engine could not remove image {image}: a container uses it."));
                    }

                    _images.Remove(found.Reference);
                }

                return Task.FromResult<EngineResult<Done>>(Done.Value);
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> BuildImageAsync(string tag, Stream tar, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.Build, tag, async token =>
        {
            await tar.CopyToAsync(Stream.Null, token);
            AddImage(tag);
            return Done.Value;
        }, cancellationToken);

    private static EngineFault NoSuchImage(string image) =>
        new(EngineFaultKind.ImageNotFound, $"The engine could not find image {image}: No such image.", "Pull or build the image, or correct its name.");

    // A name without tag means :latest; a colon before the last slash is a registry's port.
    private static string Normalize(string image) =>
        image.Contains('@', StringComparison.Ordinal) || image.LastIndexOf(':') > image.LastIndexOf('/') ? image : image + ":latest";

    private FakeImage? FindImage(string image) =>
        _images.GetValueOrDefault(Normalize(image)) ?? _images.Values.FirstOrDefault(known => known.Id == image);

    private ContainerBehaviour? BehaviourOf(string image)
    {
        lock (_sync)
        {
            return FindImage(image)?.Behaviour;
        }
    }
}
