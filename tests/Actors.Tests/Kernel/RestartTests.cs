using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class RestartTests : LabKit
{
    [Fact]
    public async Task A_restart_keeps_path_and_mailbox_and_starts_with_fresh_state_without_the_failing_message()
    {
        var actor = await StartAsync("phoenix");
        await InsideAsync(actor, lab =>
        {
            lab.Count = 7;
            lab.Ctx.Self.Tell(Throw.Oops);
            lab.Ctx.Self.Tell("waiting in the mailbox");
        });

        await ExpectLivedAsync("PreRestart", "phoenix");
        await ExpectLivedAsync("PostStop", "phoenix");
        await ExpectLivedAsync("PostRestart", "phoenix");
        await ExpectLivedAsync("PreStart", "phoenix");
        await Journal.ExpectMsgAsync("waiting in the mailbox");
        Assert.Equal(actor, Journal.LastSender);
        Assert.Equal(0, await actor.Ask<int>(new GetCount()).WaitAsync(Guard));
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task PreRestart_hears_the_cause_and_the_failing_message()
    {
        var actor = ActorOf(Props.Create(() => new Curious(Journal.Ref)));
        actor.Tell(Throw.Oops);
        await Journal.ExpectMsgAsync("oops while at Throw");
    }

    [Fact]
    public async Task Children_are_gone_before_the_new_incarnation_starts()
    {
        var actor = await StartAsync("parent");
        await StartChildAsync(actor, "a");
        await StartChildAsync(actor, "b");

        actor.Tell(Throw.Oops);
        await ExpectLivedAsync("PreRestart", "parent");
        var ended = await Journal.ExpectMsgsAsync<Lived>(3);
        Assert.Equal(
            [new Lived("PostStop", "a"), new Lived("PostStop", "b"), new Lived("PostStop", "parent")], ended.OrderBy(step => step.Name));
        await ExpectLivedAsync("PostRestart", "parent");
        await ExpectLivedAsync("PreStart", "parent");
        Assert.Empty(await InsideAsync(actor, lab => lab.Ctx.Children));
        await StartChildAsync(actor, "a");
    }

    [Fact]
    public async Task A_restart_waits_for_a_child_that_is_slow_to_stop()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = await StartAsync("parent");
        var child = await InsideAsync(actor, lab => lab.Ctx.ActorOf(Props.Create(() => new Busy())));
        child.Tell(gate);
        await WhenIdleAsync();
        actor.Tell(Throw.Oops);
        actor.Tell("later");
        await ExpectLivedAsync("PreRestart", "parent");
        await ExpectLivedAsync("PostStop", "parent");
        await Journal.ExpectNoMsgAsync();

        gate.SetResult();
        await ExpectLivedAsync("PostRestart", "parent");
        await ExpectLivedAsync("PreStart", "parent");
        await Journal.ExpectMsgAsync("later");
    }

    [Fact]
    public async Task Stashed_messages_survive_a_restart()
    {
        var actor = await StartAsync("stash");
        await InsideAsync(actor, lab => lab.Switch(() =>
        {
            lab.On<Throw>(what => throw what.Error);
            lab.OnAny(_ => lab.Stash.Stash());
        }));
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(Throw.Oops);

        await Journal.FishForMessageAsync<Lived>(lived => lived.Step == "PreStart");
        Assert.Equal(["a", "b"], await Journal.ExpectMsgsAsync<string>(2));
    }

    [Fact]
    public async Task A_stop_during_a_restart_wins()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = await StartAsync("parent");
        var child = await InsideAsync(actor, lab => lab.Ctx.ActorOf(Props.Create(() => new Busy())));
        child.Tell(gate);
        await WhenIdleAsync();
        actor.Tell(Throw.Oops);
        await ExpectLivedAsync("PreRestart", "parent");
        await ExpectLivedAsync("PostStop", "parent");

        var stopped = actor.GracefulStop(Guard);
        Sys.Stop(actor);
        gate.SetResult();
        Assert.True(await stopped.WaitAsync(Guard));
        await ExpectLivedAsync("PostStop", "parent");
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task Every_failure_is_logged_with_its_cause_and_what_was_decided()
    {
        var actor = await StartAsync("noisy");
        actor.Tell(Throw.Oops);
        await Journal.FishForMessageAsync<Lived>(lived => lived.Step == "PreStart");

        var entry = Assert.Single(Logs.WithId(1000));
        Assert.Equal("Actor /user/noisy failed; directive Restart", entry.Message);
        Assert.Equal("oops", entry.Exception!.Message);
    }

    [Fact]
    public async Task A_failing_PreRestart_and_PostStop_are_logged_and_hold_nothing_up()
    {
        var actor = ActorOf(Props.Create(() => new BadLoser(Journal.Ref)), "loser");
        await Journal.ExpectMsgAsync("started");
        actor.Tell(Throw.Oops);
        await Journal.ExpectMsgAsync("started");
        Assert.True(await actor.GracefulStop(Guard).WaitAsync(Guard));

        Assert.Equal("PreRestart of actor /user/loser failed; it is restarted all the same", Assert.Single(Logs.WithId(1002)).Message);
        Assert.Equal("PostStop of actor /user/loser failed; it is stopped all the same", Assert.Single(Logs.WithId(1003)).Message);
    }

    private sealed class Curious : ReceiveActor
    {
        private readonly IActorRef _journal;

        public Curious(IActorRef journal)
        {
            _journal = journal;
            Receive<Throw>(what => throw what.Error);
        }

        protected override void PreRestart(Exception reason, object? message) => _journal.Tell($"{reason.Message} while at {message?.GetType().Name}");
    }

    private sealed class Busy : ReceiveActor
    {
        public Busy() => ReceiveAsync<TaskCompletionSource>(gate => gate.Task);
    }

    private sealed class BadLoser : ReceiveActor
    {
        public BadLoser(IActorRef journal)
        {
            journal.Tell("started");
            Receive<Throw>(what => throw what.Error);
        }

        protected override void PreRestart(Exception reason, object? message) => throw new InvalidOperationException("pre-restart");

        protected override void PostStop() => throw new InvalidOperationException("post-stop");
    }
}
