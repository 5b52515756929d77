using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class BackoffSupervisorTests : LabKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_pause_doubles_up_to_the_maximum()
    {
        var supervisor = await StartSupervisedAsync(OnFailure());
        foreach (var pause in (int[])[1, 2, 4, 5, 5])
        {
            supervisor.Tell(Throw.Oops);
            await ExpectLivedAsync("PostStop", "child");
            await AdvanceAsync(pause * Second - TimeSpan.FromTicks(1));
            await Journal.ExpectNoMsgAsync();
            await AdvanceAsync(TimeSpan.FromTicks(1));
            await ExpectLivedAsync("PreStart", "child");
        }

        Assert.Equal("Actor /user/supervisor/child is started again in 00:00:01 (restart 1)", Logs.WithId(1020)[0].Message);
    }

    [Fact]
    public async Task A_long_enough_life_starts_again_from_the_shortest_pause()
    {
        var supervisor = await StartSupervisedAsync(OnFailure());
        await FailAndWaitAsync(supervisor, Second);
        await FailAndWaitAsync(supervisor, 2 * Second);
        await AdvanceAsync(Second); // the least back-off, lived through
        await FailAndWaitAsync(supervisor, Second);
    }

    [Fact]
    public void Jitter_adds_up_to_its_factor()
    {
        var options = OnFailure() with { RandomFactor = 0.2, Random = new FixedRandom(0.5) };
        Assert.Equal(1.1 * Second, BackoffSupervisor.CalculateDelay(0, options));
        Assert.Equal(4.4 * Second, BackoffSupervisor.CalculateDelay(2, options));
        Assert.Equal(5.5 * Second, BackoffSupervisor.CalculateDelay(1_000, options));
    }

    [Fact]
    public async Task After_its_last_retry_the_supervisor_stops()
    {
        var supervisor = await StartSupervisedAsync(OnFailure() with { MaxNrOfRetries = 1 });
        Journal.Watch(supervisor);
        await FailAndWaitAsync(supervisor, Second);
        supervisor.Tell(Throw.Oops);
        await ExpectLivedAsync("PostStop", "child");
        await Journal.ExpectTerminatedAsync(supervisor);
    }

    [Fact]
    public async Task A_child_that_stops_by_itself_ends_the_supervisor_unless_it_restarts_on_stop()
    {
        var supervisor = await StartSupervisedAsync(OnFailure());
        Journal.Watch(supervisor);
        supervisor.Tell(new Act(lab => lab.Ctx.Stop(lab.Ctx.Self)));
        await ExpectLivedAsync("PostStop", "child");
        await Journal.ExpectTerminatedAsync(supervisor);
    }

    [Fact]
    public async Task On_stop_a_child_that_stops_by_itself_comes_back()
    {
        var supervisor = await StartSupervisedAsync(Backoff.OnStop(LabActor.Props(Journal.Ref), "child", Second, 5 * Second, 0));
        supervisor.Tell(new Act(lab => lab.Ctx.Stop(lab.Ctx.Self)));
        await ExpectLivedAsync("PostStop", "child");
        await AdvanceAsync(Second);
        await ExpectLivedAsync("PreStart", "child");
    }

    [Fact]
    public async Task A_child_that_cannot_start_is_tried_again()
    {
        var made = 0;
        var props = Props.Create(() => made++ >= 2 ? new LabActor(Journal.Ref) : throw new InvalidOperationException("not yet"));
        ActorOf(BackoffSupervisor.Props(Backoff.OnFailure(props, "child", Second, 5 * Second, 0)));
        await AdvanceAsync(3 * Second);
        await ExpectLivedAsync("PreStart", "child");
    }

    [Fact]
    public async Task During_a_pause_there_is_no_child_and_messages_are_dead_letters()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(probe.Ref);
        var supervisor = await StartSupervisedAsync(OnFailure());
        supervisor.Tell(Throw.Oops);
        await ExpectLivedAsync("PostStop", "child");
        await WhenIdleAsync();

        supervisor.Tell("lost");
        Assert.Equal("lost", (await probe.ExpectMsgAsync<DeadLetter>()).Message);
        var current = await supervisor.Ask<BackoffSupervisor.CurrentChild>(new BackoffSupervisor.GetCurrentChild()).WaitAsync(Guard);
        Assert.True(current.Ref.IsNobody());
    }

    private BackoffOptions OnFailure() => Backoff.OnFailure(LabActor.Props(Journal.Ref), "child", Second, 5 * Second, 0);

    private async Task<IActorRef> StartSupervisedAsync(BackoffOptions options)
    {
        var supervisor = ActorOf(BackoffSupervisor.Props(options), "supervisor");
        await ExpectLivedAsync("PreStart", "child");
        return supervisor;
    }

    private async Task FailAndWaitAsync(IActorRef supervisor, TimeSpan pause)
    {
        supervisor.Tell(Throw.Oops);
        await ExpectLivedAsync("PostStop", "child");
        await AdvanceAsync(pause);
        await ExpectLivedAsync("PreStart", "child");
    }

    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
