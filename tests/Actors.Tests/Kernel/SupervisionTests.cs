using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class SupervisionTests : LabKit
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Resume_keeps_the_state_and_goes_on_with_the_next_message()
    {
        var parent = await StartAsync("parent", new OneForOneStrategy(_ => Directive.Resume));
        var child = await StartChildAsync(parent, "child");
        await InsideAsync(child, lab => lab.Count = 7);
        child.Tell(Throw.Oops);
        Assert.Equal(7, await child.Ask<int>(new GetCount()).WaitAsync(Guard));
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task Stop_ends_the_child_alone()
    {
        var parent = await StartAsync("parent", SupervisorStrategy.StoppingStrategy);
        var child = await StartChildAsync(parent, "child");
        await StartChildAsync(parent, "sibling");
        Journal.Watch(child);
        child.Tell(Throw.Oops);
        await ExpectLivedAsync("PostStop", "child");
        await Journal.ExpectTerminatedAsync(child);
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task Escalate_makes_the_parent_fail_with_the_same_cause()
    {
        var grandparent = await StartAsync("grandparent");
        var parent = await StartChildAsync(grandparent, "parent", new OneForOneStrategy(_ => Directive.Escalate));
        var child = await StartChildAsync(parent, "child");
        child.Tell(Throw.Oops);

        await ExpectLivedAsync("PreRestart", "parent");
        await Journal.FishForMessageAsync<Lived>(lived => lived == new Lived("PreStart", "parent"));
        Assert.Equal(["/user/grandparent/parent/child", "/user/grandparent/parent"], Logs.WithId(1000).Select(entry => entry.Message.Split(' ')[1]));
        Assert.All(Logs.WithId(1000), entry => Assert.Equal("oops", entry.Exception!.Message));
    }

    [Fact]
    public async Task A_resumed_parent_resumes_the_child_whose_failure_it_escalated()
    {
        var grandparent = await StartAsync("grandparent", new OneForOneStrategy(_ => Directive.Resume));
        var parent = await StartChildAsync(grandparent, "parent", new OneForOneStrategy(_ => Directive.Escalate));
        var child = await StartChildAsync(parent, "child");
        await InsideAsync(child, lab => lab.Count = 7);
        child.Tell(Throw.Oops);
        Assert.Equal(7, await child.Ask<int>(new GetCount()).WaitAsync(Guard));
    }

    [Fact]
    public async Task A_strategy_that_throws_is_a_failure_of_its_actor()
    {
        var parent = await StartAsync("parent", new OneForOneStrategy(_ => throw new NotSupportedException("no idea")));
        var child = await StartChildAsync(parent, "child");
        child.Tell(Throw.Oops);
        await ExpectLivedAsync("PreRestart", "parent");
        Assert.Equal("no idea", Assert.Single(Logs.WithId(1000)).Exception!.Message);
    }

    [Fact]
    public async Task All_for_one_restarts_the_siblings_too()
    {
        var parent = await StartAsync("parent", new AllForOneStrategy());
        var child = await StartChildAsync(parent, "child");
        var sibling = await StartChildAsync(parent, "sibling");
        await InsideAsync(sibling, lab => lab.Count = 7);
        child.Tell(Throw.Oops);

        var steps = await Journal.ExpectMsgsAsync<Lived>(8);
        Assert.Equal(["PreRestart", "PostStop", "PostRestart", "PreStart"], steps.Where(step => step.Name == "sibling").Select(step => step.Step));
        Assert.Equal(0, await sibling.Ask<int>(new GetCount()).WaitAsync(Guard));
    }

    [Fact]
    public async Task The_strategy_in_the_props_overrides_the_actors_own()
    {
        var parent = ActorOf(LabActor.Props(Journal.Ref, new OneForOneStrategy(_ => Directive.Stop))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume)), "parent");
        await ExpectLivedAsync("PreStart", "parent");
        var child = await StartChildAsync(parent, "child");
        child.Tell(Throw.Oops);
        Assert.Equal(0, await child.Ask<int>(new GetCount()).WaitAsync(Guard));
    }

    [Fact]
    public async Task One_restart_more_than_allowed_within_the_window_stops_the_child()
    {
        var parent = await StartAsync("parent", new OneForOneStrategy(2, Minute));
        var child = await StartChildAsync(parent, "child");
        await FailAsync(child);
        await FailAsync(child);

        Journal.Watch(child);
        child.Tell(Throw.Oops);
        await Journal.FishForMessageAsync<Terminated>();
        Assert.Equal("Actor /user/parent/child used up its 2 restarts (within 00:01:00) and is stopped", Assert.Single(Logs.WithId(1001)).Message);
    }

    [Fact]
    public async Task Restarts_of_a_past_window_do_not_count()
    {
        var parent = await StartAsync("parent", new OneForOneStrategy(2, Minute));
        var child = await StartChildAsync(parent, "child");
        for (var window = 0; window < 3; window++)
        {
            await FailAsync(child);
            await FailAsync(child);
            await AdvanceAsync(Minute + TimeSpan.FromTicks(1));
        }

        Assert.Empty(Logs.WithId(1001));
    }

    [Fact]
    public async Task Without_a_window_all_restarts_count_and_zero_allows_none()
    {
        var parent = await StartAsync("parent", new OneForOneStrategy(0));
        var child = await StartChildAsync(parent, "child");
        Journal.Watch(child);
        child.Tell(Throw.Oops);
        await ExpectLivedAsync("PostStop", "child");
        await Journal.ExpectTerminatedAsync(child);
    }

    [Fact]
    public async Task An_actor_whose_constructor_throws_is_stopped()
    {
        var actor = ActorOf(Props.Create<StillbornActor>(() => throw new InvalidOperationException("no hands")), "stillborn");
        Journal.Watch(actor);
        await Journal.ExpectTerminatedAsync(actor);
        var entry = Assert.Single(Logs.WithId(1000));
        Assert.Equal("Actor /user/stillborn failed; directive Stop", entry.Message);
        Assert.Equal("/user/stillborn (StillbornActor) could not be started: no hands", entry.Exception!.Message);
    }

    [Fact]
    public async Task An_actor_whose_PreStart_throws_is_stopped()
    {
        var actor = ActorOf(Props.Create<StillbornActor>());
        Journal.Watch(actor);
        await Journal.ExpectTerminatedAsync(actor);
        Assert.IsType<ActorInitializationException>(Assert.Single(Logs.WithId(1000)).Exception);
    }

    [Fact]
    public async Task An_actor_that_cannot_start_again_fails_again_and_is_stopped()
    {
        var made = 0;
        var actor = ActorOf(Props.Create(() => made++ == 0 ? new LabActor(Journal.Ref) : throw new InvalidOperationException("only once")));
        await Journal.ExpectMsgAsync<Lived>();
        Journal.Watch(actor);
        actor.Tell(Throw.Oops);
        await Journal.FishForMessageAsync<Terminated>();
        Assert.IsType<PostRestartException>(Logs.WithId(1000)[^1].Exception);
    }

    [Fact]
    public async Task Resuming_an_actor_that_never_started_starts_it()
    {
        var made = 0;
        var parent = await StartAsync("parent", new OneForOneStrategy(_ => Directive.Resume));
        var child = await InsideAsync(parent, lab => lab.Ctx.ActorOf(Props.Create(
            () => made++ > 0 ? new LabActor(Journal.Ref) : throw new InvalidOperationException("not yet"))));
        child.Tell("hello");
        await Journal.FishForMessageAsync<string>(text => text == "hello");
    }

    [Fact]
    public async Task Kill_fails_the_actor_and_is_answered_with_stop()
    {
        var actor = await StartAsync("victim");
        Journal.Watch(actor);
        actor.Tell(Kill.Instance);
        await ExpectLivedAsync("PostStop", "victim");
        await Journal.ExpectTerminatedAsync(actor);
        Assert.Equal("/user/victim was killed.", Assert.Single(Logs.WithId(1000)).Exception!.Message);
    }

    private async Task FailAsync(IActorRef child)
    {
        child.Tell(Throw.Oops);
        await Journal.FishForMessageAsync<Lived>(lived => lived.Step == "PreStart");
    }

    private sealed class StillbornActor : ReceiveActor
    {
        protected override void PreStart() => throw new InvalidOperationException("no legs");
    }
}
