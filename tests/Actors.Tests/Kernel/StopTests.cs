using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class StopTests : LabKit
{
    [Fact]
    public async Task Children_stop_before_their_parents()
    {
        var top = await StartAsync("top");
        var middle = await StartChildAsync(top, "middle");
        await StartChildAsync(middle, "bottom");
        Sys.Stop(top);
        await ExpectLivedAsync("PostStop", "bottom");
        await ExpectLivedAsync("PostStop", "middle");
        await ExpectLivedAsync("PostStop", "top");
    }

    [Fact]
    public async Task A_parent_waits_for_a_child_that_is_still_busy()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parent = await StartAsync("parent");
        var child = await InsideAsync(parent, lab => lab.Ctx.ActorOf(Props.Create(() => new Busy())));
        child.Tell(gate);
        await WhenIdleAsync();
        Journal.Watch(parent);
        Sys.Stop(parent);
        await Journal.ExpectNoMsgAsync();

        gate.SetResult();
        await ExpectLivedAsync("PostStop", "parent");
        await Journal.ExpectTerminatedAsync(parent);
    }

    [Fact]
    public async Task Stop_comes_before_the_messages_that_wait_and_a_poison_pill_after_them()
    {
        var hasty = await StartAsync("hasty");
        await InsideAsync(hasty, lab =>
        {
            lab.Ctx.Self.Tell("never handled");
            lab.Ctx.Stop(lab.Ctx.Self);
        });
        await ExpectLivedAsync("PostStop", "hasty");

        var patient = await StartAsync("patient");
        patient.Tell("handled first");
        patient.Tell(PoisonPill.Instance);
        patient.Tell("too late");
        await Journal.ExpectMsgAsync("handled first");
        await ExpectLivedAsync("PostStop", "patient");
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task A_stopping_actor_takes_no_new_child()
    {
        await Sys.Terminate().WaitAsync(Guard);
        var refusal = Assert.Throws<InvalidOperationException>(() => Sys.ActorOf(Props.Create<Busy>()));
        Assert.Equal("/user is stopping and takes no new child.", refusal.Message);
    }

    [Fact]
    public async Task Graceful_stop_says_whether_the_actor_ended_in_time()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = ActorOf(Props.Create(() => new Busy()));
        actor.Tell(gate);
        await WhenIdleAsync();
        var stopped = actor.GracefulStop(TimeSpan.FromSeconds(3));
        await AdvanceAsync(TimeSpan.FromSeconds(3));
        Assert.False(await stopped.WaitAsync(Guard));

        gate.SetResult();
        Assert.True(await actor.GracefulStop(TimeSpan.FromSeconds(3)).WaitAsync(Guard));
        Assert.Equal(0, Clock.ActiveTimers);
    }

    [Fact]
    public async Task Terminating_the_system_stops_every_actor()
    {
        var parent = await StartAsync("parent");
        await StartChildAsync(parent, "child");
        var postStops = 0;
        for (var number = 0; number < 1_000; number++)
            ActorOf(Props.Create(() => new Tidy(() => Interlocked.Increment(ref postStops))));

        await Sys.Terminate().WaitAsync(Guard);
        Assert.Equal(1_000, postStops);
        Assert.True(Sys.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_name_belongs_to_one_living_child_and_is_one_path_segment()
    {
        await StartAsync("web");
        Assert.Equal(
            "/user already has a child named 'web'.",
            Assert.Throws<InvalidActorNameException>(() => ActorOf(Props.Create<Busy>(), "web")).Message);
        Assert.Equal(
            "'a/b' cannot be an actor's name under /user: it must be one path segment.",
            Assert.Throws<InvalidActorNameException>(() => ActorOf(Props.Create<Busy>(), "a/b")).Message);
        Assert.Throws<InvalidActorNameException>(() => ActorOf(Props.Create<Busy>(), "$kernel"));
    }

    [Fact]
    public async Task Unnamed_actors_get_names_that_never_repeat()
    {
        var names = Enumerable.Range(0, 2_000).Select(_ => ActorOf(Props.Create<Busy>()).Path.ToString()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.StartsWith("/user/$", names[0], StringComparison.Ordinal);
        await WhenIdleAsync();
    }

    [Fact]
    public async Task An_actor_finds_its_children_and_parent()
    {
        var parent = await StartAsync("parent");
        var child = await StartChildAsync(parent, "child");
        Assert.Equal(child, await InsideAsync(parent, lab => lab.Ctx.Child("child")));
        Assert.Equal([child], await InsideAsync(parent, lab => lab.Ctx.Children));
        Assert.True(await InsideAsync(parent, lab => lab.Ctx.Child("other").IsNobody()));
        Assert.Equal(parent, await InsideAsync(child, lab => lab.Ctx.Parent));
        Assert.Equal("/user/parent/child", child.Path.ToString());
    }

    private sealed class Busy : ReceiveActor
    {
        public Busy() => ReceiveAsync<TaskCompletionSource>(gate => gate.Task);
    }

    private sealed class Tidy(Action onStop) : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);

        protected override void PostStop() => onStop();
    }
}
