using Orchestry.Actors.Kernel;
using Orchestry.Testing;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class AsyncHandlerTests : TestKit
{
    [Fact]
    public async Task No_other_message_is_handled_until_an_asynchronous_handler_is_done()
    {
        var probe = CreateTestProbe();
        var gate = NewGate();
        var actor = ActorOf(Props.Create(() => new Waiter(probe.Ref)));

        actor.Tell(gate);
        actor.Tell("next");
        await probe.ExpectMsgAsync("begun");
        await probe.ExpectNoMsgAsync();

        gate.SetResult();
        await probe.ExpectMsgAsync("done");
        await probe.ExpectMsgAsync("next");
    }

    [Fact]
    public async Task After_an_await_the_handler_is_back_in_its_actor()
    {
        var (probe, other) = (CreateTestProbe(), CreateTestProbe());
        var gate = NewGate();
        var actor = ActorOf(Props.Create(() => new Waiter(probe.Ref)));

        probe.Send(actor, gate);
        other.Send(actor, "in between");
        await probe.ExpectMsgAsync("begun");
        gate.SetResult();

        await probe.ExpectMsgAsync("done");
        Assert.Equal(actor, probe.LastSender); // the ambient sender of a Tell after the await
        await probe.ExpectMsgAsync("in between");
        await probe.ExpectMsgAsync("to the sender of the question");
    }

    [Fact]
    public async Task A_failure_after_an_await_is_the_actors_failure()
    {
        var probe = CreateTestProbe();
        var gate = NewGate();
        var actor = ActorOf(Props.Create(() => new Waiter(probe.Ref)));
        actor.Tell(gate);
        await probe.ExpectMsgAsync("begun");

        gate.SetException(new InvalidOperationException("oops"));
        await probe.ExpectMsgAsync("restarted by oops");
        actor.Tell("alive");
        await probe.ExpectMsgAsync("alive");
    }

    [Fact]
    public async Task A_stop_waits_for_the_handler()
    {
        var probe = CreateTestProbe();
        var gate = NewGate();
        var actor = ActorOf(Props.Create(() => new Waiter(probe.Ref)));
        probe.Watch(actor);
        actor.Tell(gate);
        await probe.ExpectMsgAsync("begun");

        Sys.Stop(actor);
        await probe.ExpectNoMsgAsync();
        gate.SetResult();
        await probe.ExpectMsgAsync("done");
        await probe.FishForMessageAsync<Terminated>();
    }

    [Fact]
    public async Task A_handler_may_wait_on_the_systems_clock()
    {
        var probe = CreateTestProbe();
        var actor = ActorOf(Props.Create(() => new Sleeper(Clock, probe.Ref)));
        actor.Tell(TimeSpan.FromSeconds(10));

        await AdvanceAsync(TimeSpan.FromSeconds(9));
        await probe.ExpectNoMsgAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await probe.ExpectMsgAsync("awake");
    }

    [Fact]
    public async Task Many_handlers_that_yield_keep_order_and_never_overlap()
    {
        var probe = CreateTestProbe();
        var actor = ActorOf(Props.Create(() => new Yielder(probe.Ref)));
        for (var number = 0; number < 2_000; number++)
            actor.Tell(number);

        Assert.Equal(Enumerable.Range(0, 2_000), await probe.ExpectMsgsAsync<int>(2_000));
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Waiter : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Waiter(IActorRef probe)
        {
            _probe = probe;
            ReceiveAsync<TaskCompletionSource>(async gate =>
            {
                probe.Tell("begun");
                await gate.Task;
                probe.Tell("done");
                if (!ReferenceEquals(Sender, Context.System.DeadLetters))
                    Self.Forward("to the sender of the question");
            });
            Receive<string>(text => probe.Tell(text));
        }

        protected override void PostRestart(Exception reason) => _probe.Tell($"restarted by {reason.Message}");
    }

    private sealed class Sleeper : ReceiveActor
    {
        public Sleeper(TimeProvider clock, IActorRef probe)
        {
            ReceiveAsync<TimeSpan>(async pause =>
            {
                await Task.Delay(pause, clock);
                probe.Tell("awake");
            });
        }
    }

    private sealed class Yielder : ReceiveActor
    {
        private int _inside;

        public Yielder(IActorRef probe)
        {
            ReceiveAsync<int>(async number =>
            {
                var before = ++_inside;
                await Task.Yield();
                if (_inside != before)
                    throw new InvalidOperationException("overlap");

                probe.Tell(number);
            });
        }
    }
}
