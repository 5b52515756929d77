using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class DeathWatchTests : LabKit
{
    [Fact]
    public async Task The_watcher_hears_of_the_death_once()
    {
        var actor = await StartAsync("mortal");
        Journal.Watch(actor);
        Journal.Watch(actor);
        await WhenIdleAsync();
        Sys.Stop(actor);

        await ExpectLivedAsync("PostStop", "mortal");
        Assert.True((await Journal.ExpectTerminatedAsync(actor)).ExistenceConfirmed);
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task Watching_a_dead_actor_answers_at_once()
    {
        var actor = await StartAsync("mortal");
        await actor.GracefulStop(Guard).WaitAsync(Guard);
        await ExpectLivedAsync("PostStop", "mortal");

        Journal.Watch(actor);
        Assert.False((await Journal.ExpectTerminatedAsync(actor)).ExistenceConfirmed);
        Journal.Watch(ActorRefs.Nobody);
        await Journal.ExpectTerminatedAsync(ActorRefs.Nobody);
    }

    [Fact]
    public async Task A_system_message_at_the_very_end_does_not_open_the_mailbox_again()
    {
        var actor = ActorOf(Props.Create(() => new LateToItself()));
        Assert.True(await actor.GracefulStop(Guard).WaitAsync(Guard));
        await WhenIdleAsync();
        Journal.Watch(actor);
        await Journal.ExpectTerminatedAsync(actor);
    }

    [Fact]
    public async Task A_restart_is_no_death()
    {
        var actor = await StartAsync("phoenix");
        var probe = CreateTestProbe();
        probe.Watch(actor);
        actor.Tell(Throw.Oops);
        await Journal.FishForMessageAsync<Lived>(lived => lived.Step == "PreStart");
        await probe.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task After_unwatch_not_even_a_notice_in_the_mailbox_arrives()
    {
        var watcher = await StartAsync("watcher");
        var actor = await StartAsync("mortal");
        using var atWork = new ManualResetEventSlim();
        using var dead = new ManualResetEventSlim();
        await InsideAsync(watcher, lab => lab.Ctx.Watch(actor));
        watcher.Tell(new Act(lab =>
        {
            atWork.Set();
            dead.Wait();
        }));
        watcher.Tell(new Act(lab => lab.Ctx.Unwatch(actor)));
        atWork.Wait();
        await actor.GracefulStop(Guard).WaitAsync(Guard);
        dead.Set();

        await ExpectLivedAsync("PostStop", "mortal");
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task A_watch_may_have_a_message_of_its_own()
    {
        var watcher = await StartAsync("watcher");
        var actor = await StartAsync("mortal");
        await InsideAsync(watcher, lab => lab.Ctx.WatchWith(actor, "he is gone"));
        Sys.Stop(actor);
        await ExpectLivedAsync("PostStop", "mortal");
        await Journal.ExpectMsgAsync("he is gone");
    }

    [Fact]
    public async Task A_childs_name_is_free_when_its_death_is_told()
    {
        var parent = await StartAsync("parent");
        var first = await StartChildAsync(parent, "child");
        await InsideAsync(parent, lab =>
        {
            lab.Ctx.Watch(first);
            lab.Switch(() =>
            {
                lab.On<Act>(act => act.Run(lab));
                lab.On<Terminated>(_ => lab.Note(lab.Ctx.ActorOf(LabActor.Props(Journal.Ref), "child")));
            });
            lab.Ctx.Stop(first);
        });

        await ExpectLivedAsync("PostStop", "child");
        var second = await Journal.FishForMessageAsync<IActorRef>();
        Assert.NotEqual(first, second);
        Assert.Equal(first.Path, second.Path);
    }

    [Fact]
    public async Task A_watcher_that_does_not_handle_the_death_dies_too()
    {
        var watcher = await StartAsync("watcher");
        var actor = await StartAsync("mortal");
        await InsideAsync(watcher, lab =>
        {
            lab.Ctx.Watch(actor);
            lab.Switch(() => { });
        });
        Journal.Watch(watcher);
        Sys.Stop(actor);
        await Journal.FishForMessageAsync<Terminated>(terminated => terminated.ActorRef.Equals(watcher));
        Assert.Equal("/user/mortal died and its watcher does not handle Terminated.", Assert.Single(Logs.WithId(1000)).Exception!.Message);
    }

    [Fact]
    public async Task A_stopped_watcher_leaves_no_trace_with_the_watched()
    {
        var watcher = await StartAsync("watcher");
        var actor = await StartAsync("mortal");
        await InsideAsync(watcher, lab => lab.Ctx.Watch(actor));
        await watcher.GracefulStop(Guard).WaitAsync(Guard);
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(probe.Ref);
        Sys.Stop(actor);
        await probe.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task Thousands_that_stop_while_many_begin_to_watch_them_are_each_told_exactly_once_to_each_watcher()
    {
        const int Mortals = 5_000;
        const int Watchers = 4;
        var mortals = Enumerable.Range(0, Mortals).Select(_ => ActorOf(Props.Create(() => new Mortal()))).ToArray();
        var watchers = Enumerable.Range(0, Watchers).Select(_ => ActorOf(Props.Create(() => new Counter()))).ToArray();

        await Task.WhenAll(
            InParallel(mortals, actor => actor.Tell(PoisonPill.Instance)),
            InParallel(mortals.Reverse(), Sys.Stop),
            InParallel(mortals, actor => watchers[0].Tell(actor)),
            InParallel(mortals.Reverse(), actor => watchers[1].Tell(actor)),
            InParallel(mortals, actor =>
            {
                watchers[2].Tell(actor);
                watchers[3].Tell(actor);
                watchers[3].Tell(actor); // a second watch, too often after the death
            }));
        await WhenIdleAsync();

        foreach (var watcher in watchers.Take(3))
        {
            var told = await watcher.Ask<Dictionary<IActorRef, int>>(new GetCount()).WaitAsync(Guard);
            Assert.Equal(Mortals, told.Count);
            Assert.All(told.Values, times => Assert.Equal(1, times));
        }

        // Watching again after having been told is a new watch and a new answer.
        var twice = await watchers[3].Ask<Dictionary<IActorRef, int>>(new GetCount()).WaitAsync(Guard);
        Assert.Equal(Mortals, twice.Count);
        Assert.All(twice.Values, times => Assert.InRange(times, 1, 2));
    }

    private static Task InParallel(IEnumerable<IActorRef> actors, Action<IActorRef> work) => Task.Factory.StartNew(
        () =>
        {
            foreach (var actor in actors)
                work(actor);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private sealed class Mortal : ReceiveActor;

    private sealed class LateToItself : ReceiveActor
    {
        protected override void PostStop() => Context.Stop(Self);
    }

    private sealed class Counter : ReceiveActor
    {
        private readonly Dictionary<IActorRef, int> _told = [];

        public Counter()
        {
            Receive<IActorRef>(actor => Context.Watch(actor));
            Receive<Terminated>(dead => _told[dead.ActorRef] = _told.GetValueOrDefault(dead.ActorRef) + 1);
            Receive<GetCount>(_ => Sender.Tell(_told));
        }
    }
}
