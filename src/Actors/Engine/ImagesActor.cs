using Orchestry.Actors.Controller;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Engine;

namespace Orchestry.Actors.Engine;

/// <summary>Pulls images, each once however many replicas wait for it.</summary>
internal sealed class ImagesActor : AwaitingActor
{
    private readonly Dictionary<ImagesProtocol.GetImage, List<IActorRef>> _waiting = [];

    public ImagesActor(IContainerEngine engine)
    {
        Receive<ImagesProtocol.GetImage>(get =>
        {
            if (_waiting.TryGetValue(get, out var waiting))
            {
                waiting.Add(Sender);
                return;
            }

            _waiting[get] = [Sender];
            _ = engine.PullImageAsync(get.Image, get.Credentials, null, Life).PipeTo(
                Self,
                success: pulled => new ImagesProtocol.Pulled(get, pulled.Fault),
                failure: error => new ImagesProtocol.Pulled(
                    get, new EngineFault(EngineFaultKind.EngineFailure, $"Pulling {get.Image} failed: {error.Message}")));
        });
        Receive<ImagesProtocol.Pulled>(pulled => Answer(
            pulled.Wish,
            pulled.Fault is { } fault
                ? new ImagesProtocol.ImageFailed(pulled.Wish.Image, fault)
                : new ImagesProtocol.ImageReady(pulled.Wish.Image)));
    }

    private void Answer(ImagesProtocol.GetImage wish, object answer)
    {
        if (_waiting.Remove(wish, out var waiting))
        {
            foreach (var replica in waiting)
            {
                replica.Tell(answer);
            }
        }
    }
}
