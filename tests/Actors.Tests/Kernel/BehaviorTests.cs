using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class BehaviorTests : LabKit
{
    [Fact]
    public async Task Become_replaces_the_handlers()
    {
        var actor = await StartAsync("switch");
        await InsideAsync(actor, lab => lab.Switch(() => lab.On<string>(text => lab.Note($"now {text}"))));

        actor.Tell("a");
        await Journal.ExpectMsgAsync("now a");
    }

    [Fact]
    public async Task A_stacked_behaviour_ends_with_the_one_below_it()
    {
        var actor = await StartAsync("switch");
        await InsideAsync(actor, lab => lab.SwitchStacked(() =>
        {
            lab.On<int>(_ => lab.SwitchBack());
            lab.On<string>(text => lab.Note($"above {text}"));
        }));

        actor.Tell("a");
        actor.Tell(0);
        actor.Tell("b");
        await Journal.ExpectMsgAsync("above a");
        await Journal.ExpectMsgAsync("b");
    }

    [Fact]
    public async Task Unbecoming_the_first_behaviour_changes_nothing()
    {
        var actor = await StartAsync("switch");
        await InsideAsync(actor, lab => lab.SwitchBack());
        actor.Tell("still here");
        await Journal.ExpectMsgAsync("still here");
    }

    [Fact]
    public async Task Handlers_are_tried_in_the_order_of_declaration_and_predicates_decide()
    {
        var actor = ActorOf(Props.Create(() => new PredicateActor(Journal.Ref)));
        actor.Tell(5);
        actor.Tell(50);
        actor.Tell("other");
        await Journal.ExpectMsgAsync("small 5");
        await Journal.ExpectMsgAsync("any number 50");
        await Journal.ExpectMsgAsync("anything other");
    }

    [Fact]
    public async Task A_message_without_a_handler_is_published_as_unhandled()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<UnhandledMessage>(probe.Ref);
        var actor = await StartAsync("deaf");
        await InsideAsync(actor, lab => lab.Switch(() => { }));

        probe.Send(actor, "hello?");
        Assert.Equal(new UnhandledMessage("hello?", probe.Ref, actor), await probe.ExpectMsgAsync<UnhandledMessage>());
    }

    [Fact]
    public async Task Stashed_messages_come_back_in_their_order_before_later_ones()
    {
        var actor = await StartAsync("stash");
        await InsideAsync(actor, lab => lab.Switch(() =>
        {
            lab.On<Act>(act => act.Run(lab));
            lab.OnAny(_ => lab.Stash.Stash());
        }));
        foreach (var text in (string[])["a", "b", "c"])
            actor.Tell(text);

        actor.Tell(new Act(lab =>
        {
            lab.Switch(() => lab.OnAny(lab.Note));
            lab.Ctx.Self.Tell("d");
            lab.Stash.UnstashAll();
        }));
        Assert.Equal(["a", "b", "c", "d"], await Journal.ExpectMsgsAsync<string>(4));
    }

    [Fact]
    public async Task Unstash_brings_back_the_oldest_alone()
    {
        var actor = await StartAsync("stash");
        await InsideAsync(actor, lab => lab.Switch(() =>
        {
            lab.On<Act>(act => act.Run(lab));
            lab.OnAny(_ => lab.Stash.Stash());
        }));
        actor.Tell("a");
        actor.Tell("b");

        var left = await InsideAsync(actor, lab =>
        {
            lab.Switch(() => lab.OnAny(lab.Note));
            lab.Stash.Unstash();
            return lab.Stash.Count;
        });
        Assert.Equal(1, left);
        await Journal.ExpectMsgAsync("a");
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task Stashing_a_message_twice_is_refused()
    {
        var actor = await StartAsync("stash");
        var refusal = await InsideAsync(actor, lab =>
        {
            lab.Stash.Stash();
            return Record.Exception(lab.Stash.Stash);
        });
        Assert.Equal("This Act is stashed already.", Assert.IsType<InvalidOperationException>(refusal).Message);
    }

    [Fact]
    public async Task The_stash_of_a_stopped_actor_becomes_dead_letters()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(probe.Ref);
        var actor = await StartAsync("stash");
        await InsideAsync(actor, lab => lab.Switch(() => lab.OnAny(_ => lab.Stash.Stash())));
        actor.Tell("a");
        await WhenIdleAsync();

        Sys.Stop(actor);
        Assert.Equal("a", (await probe.ExpectMsgAsync<DeadLetter>()).Message);
    }

    private sealed class PredicateActor : ReceiveActor
    {
        public PredicateActor(IActorRef journal)
        {
            Receive<int>(number => number < 10, number => journal.Tell($"small {number}"));
            Receive<int>(number => journal.Tell($"any number {number}"));
            ReceiveAny(message => journal.Tell($"anything {message}"));
        }
    }
}
