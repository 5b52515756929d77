using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Engine;

namespace Orchestry.Actors.Engine;

/// <summary>Pulls images, each once however many replicas wait for it.</summary>
internal sealed class ImagesActor : AwaitingActor
{
    private readonly Dictionary<string, List<IActorRef>> _waiting = [];

    public ImagesActor(IContainerEngine engine)
    {
        Receive<ImagesProtocol.GetImage>(get =>
        {
            if (_waiting.TryGetValue(get.Image, out var waiting))
            {
                waiting.Add(Sender);
                return;
            }

            _waiting[get.Image] = [Sender];
            _ = engine.PullImageAsync(get.Image, null, null, Life).PipeTo(
                Self,
                success: pulled => pulled.TryGet(out _, out var fault)
                    ? new ImagesProtocol.ImageReady(get.Image)
                    : new ImagesProtocol.ImageFailed(get.Image, fault),
                failure: error => new ImagesProtocol.ImageFailed(
                    get.Image, new EngineFault(EngineFaultKind.EngineFailure, $"Pulling {get.Image} failed: {error.Message}")));
        });
        Receive<ImagesProtocol.ImageReady>(ready => Answer(ready.Image, ready));
        Receive<ImagesProtocol.ImageFailed>(failed => Answer(failed.Image, failed));
    }

    private void Answer(string image, object answer)
    {
        if (_waiting.Remove(image, out var waiting))
        {
            foreach (var replica in waiting)
            {
                replica.Tell(answer);
            }
        }
    }
}
