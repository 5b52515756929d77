using Orchestry.Actors.Apps;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Health;
using Orchestry.Actors.Ingress;
using Orchestry.Actors.Kernel;
using Orchestry.Actors.Metrics;
using Orchestry.Actors.Scaling;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Controller;

/// <summary>Everything that acts on the engine, under one roof: it exists on the node that leads, and nowhere else.</summary>
internal sealed class ControllerActor : ReceiveActor
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public ControllerActor(ControllerPorts ports, StoreSnapshot stored)
    {
        var images = Context.ActorOf(Props.Create(() => new ImagesActor(ports.Engine)), "images");
        var readings = ports.Readings is { } board
            ? Context.ActorOf(Props.Create(() => new ReadingsActor(board, ports)), "readings")
            : ActorRefs.Nobody;
        var apps = Context.ActorOf(Props.Create(() => new AppsActor(ports, images, readings, stored.Resources)), "apps");
        var watch = Backoff.OnFailure(
            Props.Create(() => new EngineWatchActor(ports, apps)), "watch", LeastPause, LongestPause, randomFactor: 0.2);
        Context.ActorOf(BackoffSupervisor.Props(watch), "engine");
        Context.ActorOf(Props.Create(() => new EventPruner(ports)), "pruner");
        Context.ActorOf(Props.Create(() => new TrafficActor(ports)), "traffic");
        var scaling = Context.ActorOf(Props.Create(() => new ScalingActor(ports, apps)), "scaling");
        Context.ActorOf(Props.Create(() => new MetricsActor(ports, apps, scaling)), "metrics");
        Context.ActorOf(Props.Create(() => new MetricPruner(ports)), "metric-pruner");
        Receive<AppProtocol.IForApp>(message => apps.Forward(message));
    }
}
