using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class TimerTests : LabKit
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_single_timer_fires_once_when_it_is_due()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab => lab.Timers.StartSingleTimer("t", "tick", Second));

        await AdvanceAsync(Second - TimeSpan.FromTicks(1));
        await Journal.ExpectNoMsgAsync();
        Assert.True(await InsideAsync(actor, lab => lab.Timers.IsTimerActive("t")));

        await AdvanceAsync(10 * Second);
        await Journal.ExpectMsgAsync("tick");
        await Journal.ExpectNoMsgAsync();
        Assert.False(await InsideAsync(actor, lab => lab.Timers.IsTimerActive("t")));
    }

    [Fact]
    public async Task A_periodic_timer_fires_once_for_each_period()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab => lab.Timers.StartPeriodicTimer("t", "tick", Second));
        await AdvanceAsync(3 * Second);
        Assert.Equal(3, (await Journal.ExpectMsgsAsync<string>(3)).Count);
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task A_periodic_timer_may_start_with_another_delay()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab => lab.Timers.StartPeriodicTimer("t", "tick", TimeSpan.Zero, Second));
        await AdvanceAsync(2 * Second);
        await Journal.ExpectMsgsAsync<string>(3);
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task A_cancelled_timers_message_never_arrives_even_from_the_mailbox()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab =>
        {
            lab.Timers.StartSingleTimer("t", "stale", Second);
            Clock.Advance(Second); // the message is in the mailbox now
            lab.Timers.Cancel("t");
        });
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task A_replaced_timers_message_never_arrives_even_from_the_mailbox()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab =>
        {
            lab.Timers.StartSingleTimer("t", "stale", Second);
            Clock.Advance(Second);
            lab.Timers.StartSingleTimer("t", "fresh", Second);
        });
        await AdvanceAsync(Second);
        await Journal.ExpectMsgAsync("fresh");
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task CancelAll_ends_every_timer()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab =>
        {
            lab.Timers.StartSingleTimer("a", "a", Second);
            lab.Timers.StartPeriodicTimer("b", "b", Second);
            lab.Timers.CancelAll();
        });
        await AdvanceAsync(5 * Second);
        await Journal.ExpectNoMsgAsync();
        Assert.Equal(0, Clock.ActiveTimers);
    }

    [Fact]
    public async Task Timers_die_with_the_incarnation_that_started_them()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab =>
        {
            lab.Timers.StartPeriodicTimer("t", "stale", Second);
            lab.Ctx.Self.Tell(Throw.Oops);
            Clock.Advance(Second); // behind the failing message
        });
        await ExpectLivedAsync("PreRestart", "timed");
        await Journal.FishForMessageAsync<Lived>(lived => lived.Step == "PreStart");
        await AdvanceAsync(5 * Second);
        await Journal.ExpectNoMsgAsync();
        Assert.Equal(0, Clock.ActiveTimers);
    }

    [Fact]
    public async Task A_stopped_actor_leaves_no_timer_behind()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab =>
        {
            lab.Timers.StartPeriodicTimer("t", "tick", Second);
            lab.Ctx.SetReceiveTimeout(Second);
        });
        await actor.GracefulStop(Second).WaitAsync(Guard);
        Assert.Equal(0, Clock.ActiveTimers);
    }

    [Fact]
    public async Task What_a_tick_starts_takes_its_place_on_the_same_timeline()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab => lab.Switch(() =>
        {
            lab.On<Act>(act => act.Run(lab));
            lab.On<int>(number =>
            {
                lab.Note(Clock.Elapsed);
                lab.Timers.StartSingleTimer("t", number + 1, number * Second);
            });
        }));
        await InsideAsync(actor, lab => lab.Timers.StartSingleTimer("t", 1, Second));

        await AdvanceAsync(7 * Second);
        Assert.Equal([Second, 2 * Second, 4 * Second, 7 * Second], await Journal.ExpectMsgsAsync<TimeSpan>(4));
    }

    [Fact]
    public async Task A_timers_message_can_be_stashed_like_any_other()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab =>
        {
            lab.Timers.StartSingleTimer("t", "tick", Second);
            lab.Switch(() =>
            {
                lab.On<Act>(act => act.Run(lab));
                lab.OnAny(_ => lab.Stash.Stash());
            });
        });
        await AdvanceAsync(Second);
        await InsideAsync(actor, lab =>
        {
            lab.Switch(() => lab.OnAny(lab.Note));
            lab.Stash.UnstashAll();
        });
        await Journal.ExpectMsgAsync("tick");
    }

    [Fact]
    public async Task The_receive_timeout_comes_whenever_nothing_else_came_for_that_long()
    {
        var actor = await StartAsync("timed");
        await InsideAsync(actor, lab => lab.Ctx.SetReceiveTimeout(2 * Second));
        await AdvanceAsync(Second);
        actor.Tell("sign of life");
        await AdvanceAsync(Second);
        await Journal.ExpectMsgAsync("sign of life");
        await Journal.ExpectNoMsgAsync();

        await AdvanceAsync(3 * Second);
        Assert.Equal(2, (await Journal.ExpectMsgsAsync<ReceiveTimeout>(2)).Count);
        await InsideAsync(actor, lab => lab.Ctx.SetReceiveTimeout(null));
        await AdvanceAsync(9 * Second);
        await Journal.ExpectNoMsgAsync();
    }
}
