using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class DeadLetterTests : LabKit
{
    [Fact]
    public async Task A_message_to_a_stopped_actor_is_published_with_its_sender_and_recipient()
    {
        var probe = CreateTestProbe();
        var actor = await StartAsync("gone");
        await actor.GracefulStop(Guard).WaitAsync(Guard);
        Sys.EventStream.Subscribe<DeadLetter>(probe.Ref);

        probe.Send(actor, "hello?");
        Assert.Equal(new DeadLetter("hello?", probe.Ref, actor), await probe.ExpectMsgAsync<DeadLetter>());
        Assert.Equal("Dead letter System.String from /user/probe-1 to /user/gone", Assert.Single(Logs.WithId(1006)).Message);
    }

    [Fact]
    public async Task A_reply_to_a_message_without_a_sender_is_a_dead_letter()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(probe.Ref);
        var actor = await StartAsync("answering");
        actor.Tell(new GetCount(), ActorRefs.NoSender);
        Assert.Equal(new DeadLetter(0, actor, Sys.DeadLetters), await probe.ExpectMsgAsync<DeadLetter>());
    }

    [Fact]
    public void The_log_stays_bounded_per_minute()
    {
        for (var number = 0; number < 100; number++)
            Sys.DeadLetters.Tell(number, ActorRefs.NoSender);

        Assert.Equal(10, Logs.WithId(1006).Count);
        Assert.Equal("10 dead letters within a minute; the others of this minute are not logged", Assert.Single(Logs.WithId(1007)).Message);

        Clock.Advance(TimeSpan.FromMinutes(1));
        Sys.DeadLetters.Tell("a new minute", ActorRefs.NoSender);
        Assert.Equal(11, Logs.WithId(1006).Count);
    }

    [Fact]
    public async Task No_message_is_lost_between_an_actors_end_and_its_closed_mailbox()
    {
        const int Messages = 50_000;
        var seen = 0;
        var probe = ActorOf(Props.Create(() => new DeadLetterCounter()));
        Sys.EventStream.Subscribe<DeadLetter>(probe);
        var actor = ActorOf(Props.Create(() => new Tally(() => seen++)));

        var telling = Task.Factory.StartNew(
            () =>
            {
                for (var number = 0; number < Messages; number++)
                {
                    actor.Tell(number);
                    if (number == Messages / 2)
                        Sys.Stop(actor);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await telling;
        await actor.GracefulStop(Guard).WaitAsync(Guard);
        await WhenIdleAsync();

        Assert.Equal(Messages, seen + await probe.Ask<int>(new GetCount()).WaitAsync(Guard));
    }

    private sealed class Tally : ReceiveActor
    {
        public Tally(Action onMessage) => Receive<int>(_ => onMessage());
    }

    private sealed class DeadLetterCounter : ReceiveActor
    {
        private int _count;

        public DeadLetterCounter()
        {
            Receive<DeadLetter>(_ => _count++);
            Receive<GetCount>(_ => Sender.Tell(_count));
        }
    }
}
