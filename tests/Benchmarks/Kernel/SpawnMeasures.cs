using Orchestry.Actors.Kernel;

namespace Orchestry.Benchmarks.Kernel;

internal static class SpawnMeasures
{
    private const int Actors = 100_000;

    public static async Task<double> SpawnAsync()
    {
        await using var system = ActorSystem.Create("bench");
        var started = new CountdownEvent(Actors);
        var props = Props.Create(() => new IdleActor(started));
        return await Rate.OfAsync(Actors, () => Task.Run(() =>
        {
            for (var at = 0; at < Actors; at++)
                system.ActorOf(props);

            started.Wait();
        }));
    }

    /// <summary>Everything an actor with one handler keeps alive: ref, cell, incarnation, handler, name and its place in the parent.</summary>
    public static async Task<double> BytesPerActorAsync()
    {
        await using var system = ActorSystem.Create("bench");
        var started = new CountdownEvent(Actors);
        var props = Props.Create(() => new IdleActor(started));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var at = 0; at < Actors; at++)
            system.ActorOf(props);

        started.Wait();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        return (after - before) / (double)Actors;
    }

    private sealed class IdleActor : ReceiveActor
    {
        private readonly CountdownEvent _started;

        public IdleActor(CountdownEvent started)
        {
            _started = started;
            Receive<string>(_ => { });
        }

        protected override void PreStart() => _started.Signal();
    }
}
