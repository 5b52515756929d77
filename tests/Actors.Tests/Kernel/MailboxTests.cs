using Orchestry.Actors.Kernel;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class MailboxTests : TestKit
{
    private const int Senders = 8;
    private const int PerSender = 20_000;

    [Fact]
    public async Task Messages_of_one_sender_arrive_in_the_order_they_were_sent()
    {
        var outcome = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = ActorOf(Props.Create(() => new OrderActor(outcome)));

        await FromManyThreadsAsync(sender =>
        {
            for (var number = 0; number < PerSender; number++)
                actor.Tell(new Numbered(sender, number));
        });

        Assert.Equal("in order", await outcome.Task.WaitAsync(Guard));
    }

    [Fact]
    public async Task An_actor_handles_one_message_at_a_time_and_sees_all_it_wrote_before()
    {
        var actor = ActorOf(Props.Create(() => new OverlapActor()));

        await FromManyThreadsAsync(_ =>
        {
            for (var number = 0; number < PerSender; number++)
                actor.Tell(Increment.Instance);
        });

        var tally = await actor.Ask<Tally>(new GetTally()).WaitAsync(Guard);
        Assert.Equal(new Tally(Senders * PerSender, 0), tally);
    }

    [Fact]
    public async Task A_flooded_actor_does_not_starve_the_others()
    {
        using var stop = new CancellationTokenSource();
        var flooded = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => ActorOf(Props.Create(() => new SelfTeller(stop.Token)))).ToList();
        foreach (var actor in flooded)
            actor.Tell("go");

        var modest = ActorOf(Props.Create(() => new OverlapActor()));
        for (var question = 0; question < 100; question++)
            await modest.Ask<Tally>(new GetTally()).WaitAsync(Guard);

        await stop.CancelAsync();
        await WhenIdleAsync();
    }

    [Fact]
    public async Task Actors_that_never_stop_talking_to_each_other_do_not_starve_the_others()
    {
        using var stop = new CancellationTokenSource();
        for (var pair = 0; pair < 2 * Environment.ProcessorCount; pair++)
        {
            var (one, other) = (ActorOf(Props.Create(() => new Chatterer(stop.Token))), ActorOf(Props.Create(() => new Chatterer(stop.Token))));
            one.Tell("go", other);
        }

        var modest = ActorOf(Props.Create(() => new OverlapActor()));
        await FromManyThreadsAsync(_ => modest.Tell(Increment.Instance));
        var answer = await modest.Ask<Tally>(new GetTally()).WaitAsync(Guard);
        await stop.CancelAsync();
        Assert.Equal(Senders, answer.Count);
    }

    [Fact]
    public void Null_is_no_message()
    {
        var actor = ActorOf(Props.Create(() => new OverlapActor()));
        Assert.Throws<ArgumentNullException>(() => actor.Tell(null!));
    }

    [Fact]
    public async Task An_actor_is_made_only_by_the_kernel()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => new OverlapActor());
        Assert.Equal("OverlapActor is an actor: start it with ActorOf(Props.Create(...)).", refusal.Message);

        // Nor inside another actor, whose context it would share.
        var actor = ActorOf(Props.Create(() => new Maker()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => actor.Ask<object>("make").WaitAsync(Guard));
    }

    private static Task FromManyThreadsAsync(Action<int> work) => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Factory.StartNew(
        () => work(sender), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private sealed record Numbered(int Sender, int Number);

    private sealed record Increment
    {
        public static readonly Increment Instance = new();
    }

    private sealed record GetTally;

    private sealed record Tally(int Count, int Overlaps);

    private sealed class OrderActor : ReceiveActor
    {
        private readonly int[] _next = new int[Senders];
        private int _left = Senders * PerSender;

        public OrderActor(TaskCompletionSource<string> outcome)
        {
            Receive<Numbered>(message =>
            {
                if (message.Number != _next[message.Sender]++)
                    outcome.TrySetResult($"sender {message.Sender}: {message.Number} is out of order");
                if (--_left == 0)
                    outcome.TrySetResult("in order");
            });
        }
    }

    private sealed class Chatterer : ReceiveActor
    {
        public Chatterer(CancellationToken stop)
        {
            ReceiveAny(message =>
            {
                if (!stop.IsCancellationRequested)
                    Sender.Tell(message);
            });
        }
    }

    /// <summary>Its count is a plain field: lost updates would show as a wrong sum, an overlap in the gate.</summary>
    private sealed class OverlapActor : ReceiveActor
    {
        private int _inside;
        private int _overlaps;
        private int _count;

        public OverlapActor()
        {
            Receive<Increment>(_ =>
            {
                if (Interlocked.Increment(ref _inside) != 1)
                    _overlaps++;

                _count++;
                Interlocked.Decrement(ref _inside);
            });
            Receive<GetTally>(_ => Sender.Tell(new Tally(_count, _overlaps)));
        }
    }

    private sealed class Maker : ReceiveActor
    {
        public Maker() => ReceiveAny(_ => Sender.Tell(Record.Exception(() => new OverlapActor()) is { } refusal
            ? new Status.Failure(refusal)
            : new Status.Success("made")));
    }

    private sealed class SelfTeller : ReceiveActor
    {
        public SelfTeller(CancellationToken stop)
        {
            ReceiveAny(message =>
            {
                if (!stop.IsCancellationRequested)
                    Self.Tell(message);
            });
        }
    }
}
