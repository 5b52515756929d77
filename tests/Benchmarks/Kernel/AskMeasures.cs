using Orchestry.Actors.Kernel;

namespace Orchestry.Benchmarks.Kernel;

internal static class AskMeasures
{
    public const int Questions = 200_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly Question Message = new();

    public static Task<double> SequentialAsync() => AskAsync(1);

    public static Task<double> ConcurrentAsync() => AskAsync(64);

    private static async Task<double> AskAsync(int atATime)
    {
        await using var system = ActorSystem.Create("bench");
        var actor = system.ActorOf(Props.Create(() => new AnswerActor()));
        return await Rate.OfAsync(Questions, async () =>
        {
            var pending = new Task<Question>[atATime];
            for (var asked = 0; asked < Questions; asked += atATime)
            {
                for (var at = 0; at < atATime; at++)
                    pending[at] = actor.Ask<Question>(Message, Timeout);

                foreach (var answer in pending)
                    await answer;
            }
        });
    }

    private sealed record Question;

    private sealed class AnswerActor : ReceiveActor
    {
        public AnswerActor() => Receive<Question>(question => Sender.Tell(question, Self));
    }
}
