using Orchestry.Actors.Kernel;

namespace Orchestry.Benchmarks.Kernel;

internal static class TellMeasures
{
    public const int Messages = 4_000_000;
    public const int Rounds = 200_000;

    private static readonly Work Message = new();

    public static Task<double> OneToOneAsync() => ManyToOneAsync(1);

    public static Task<double> FourToOneAsync() => ManyToOneAsync(4);

    public static async Task<double> PingPongAsync()
    {
        await using var system = ActorSystem.Create("bench");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var echo = system.ActorOf(Props.Create(() => new EchoActor()));
        var player = system.ActorOf(Props.Create(() => new PlayerActor(Rounds, done)));
        return await Rate.OfAsync(2 * Rounds, () =>
        {
            echo.Tell(Message, player);
            return done.Task;
        });
    }

    private static async Task<double> ManyToOneAsync(int producers)
    {
        await using var system = ActorSystem.Create("bench");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var counter = system.ActorOf(Props.Create(() => new CountActor(Messages, done)));
        return await Rate.OfAsync(Messages, async () =>
        {
            await Rate.InParallelAsync(producers, () =>
            {
                for (var at = 0; at < Messages / producers; at++)
                    counter.Tell(Message, ActorRefs.NoSender);
            });
            await done.Task;
        });
    }

    private sealed record Work;

    private sealed class CountActor : ReceiveActor
    {
        private int _left;

        public CountActor(int count, TaskCompletionSource done)
        {
            _left = count;
            Receive<Work>(_ =>
            {
                if (--_left == 0)
                    done.SetResult();
            });
        }
    }

    private sealed class EchoActor : ReceiveActor
    {
        public EchoActor() => Receive<Work>(work => Sender.Tell(work, Self));
    }

    private sealed class PlayerActor : ReceiveActor
    {
        private int _left;

        public PlayerActor(int rounds, TaskCompletionSource done)
        {
            _left = rounds;
            Receive<Work>(work =>
            {
                if (--_left == 0)
                    done.SetResult();
                else
                    Sender.Tell(work, Self);
            });
        }
    }
}
