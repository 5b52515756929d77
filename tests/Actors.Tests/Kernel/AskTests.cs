using Orchestry.Actors.Kernel;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class AskTests : LabKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task The_first_reply_is_the_answer()
    {
        var actor = await StartAsync("asked");
        var answer = actor.Ask<int>(new GetCount(), Patience);

        Assert.Equal(0, await answer.WaitAsync(Guard));
        Assert.Equal(0, Clock.ActiveTimers);
    }

    [Fact]
    public async Task Without_a_reply_in_time_it_fails_naming_path_and_question()
    {
        var actor = await StartAsync("silent");
        var answer = actor.Ask<int>("anybody there?", Patience);

        await AdvanceAsync(Patience - TimeSpan.FromTicks(1));
        Assert.False(answer.IsCompleted);
        await AdvanceAsync(TimeSpan.FromTicks(1));

        var failure = await Assert.ThrowsAsync<AskTimeoutException>(() => answer.WaitAsync(Guard));
        Assert.Equal("Ask of String to /user/silent got no answer within 3 s.", failure.Message);
    }

    [Fact]
    public async Task A_cancelled_ask_ends_at_once_and_leaves_no_timer()
    {
        using var cancellation = new CancellationTokenSource();
        var actor = await StartAsync("silent");
        var answer = actor.Ask<int>("anybody there?", Patience, cancellation.Token);

        await cancellation.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Guard));
        Assert.Equal(cancellation.Token, failure.CancellationToken);
        Assert.Equal(0, Clock.ActiveTimers);
    }

    [Fact]
    public async Task With_a_cancelled_token_nothing_is_sent()
    {
        var actor = await StartAsync("asked");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => actor.Ask<int>("hello", Patience, new CancellationToken(true)));
        await Journal.ExpectNoMsgAsync();
    }

    [Fact]
    public async Task A_failure_as_the_reply_is_thrown()
    {
        var actor = await StartAsync("asked");
        var answer = actor.Ask<int>(new Act(lab => lab.Ctx.Sender.Tell(new Status.Failure(new InvalidOperationException("no")))), Patience);

        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => answer.WaitAsync(Guard))).Message);
    }

    [Fact]
    public async Task A_reply_of_another_type_fails_naming_both_types()
    {
        var actor = await StartAsync("asked");
        var failure = await Assert.ThrowsAsync<InvalidCastException>(() => actor.Ask<string>(new GetCount(), Patience).WaitAsync(Guard));
        Assert.Equal("Ask of GetCount to /user/asked expected String and was answered with Int32.", failure.Message);
    }

    [Fact]
    public async Task A_stopped_actor_cannot_answer_and_the_asker_hears_it_at_once()
    {
        var actor = await StartAsync("gone");
        Assert.True(await actor.GracefulStop(Patience).WaitAsync(Guard));

        var failure = await Assert.ThrowsAsync<AskTimeoutException>(() => actor.Ask<int>(new GetCount(), Patience).WaitAsync(Guard));
        Assert.Equal("Ask of GetCount to /user/gone gets no answer: the actor has stopped.", failure.Message);
    }

    [Fact]
    public async Task A_question_still_in_the_mailbox_of_a_stopping_actor_fails_at_once()
    {
        var actor = await StartAsync("stopping");
        using var gate = new ManualResetEventSlim();
        actor.Tell(new Act(lab =>
        {
            gate.Wait();
            lab.Ctx.Stop(lab.Ctx.Self);
        }));
        var answer = actor.Ask<int>(new GetCount(), Patience);
        gate.Set();

        await Assert.ThrowsAsync<AskTimeoutException>(() => answer.WaitAsync(Guard));
    }

    [Fact]
    public async Task A_message_forwarded_to_a_dead_actor_leaves_the_question_open()
    {
        var dead = await StartAsync("dead");
        await dead.GracefulStop(Patience).WaitAsync(Guard);
        await ExpectLivedAsync("PostStop", "dead");
        var actor = await StartAsync("alive");
        var answer = actor.Ask<int>(
            new Act(lab =>
            {
                dead.Forward("fyi");
                lab.Ctx.Sender.Tell(7);
            }),
            Patience);

        Assert.Equal(7, await answer.WaitAsync(Guard));
    }

    [Fact]
    public async Task Nobody_is_refused_as_the_one_asked()
    {
        var failure = await Assert.ThrowsAsync<AskTimeoutException>(() => ActorRefs.Nobody.Ask<int>("hello"));
        Assert.Equal("Ask of String to /Nobody gets no answer: it is not an actor.", failure.Message);
    }

    [Fact]
    public async Task A_second_reply_is_a_dead_letter()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe<DeadLetter>(probe.Ref);
        var actor = await StartAsync("asked");
        await actor.Ask<int>(new Act(lab =>
        {
            lab.Ctx.Sender.Tell(1);
            lab.Ctx.Sender.Tell(2);
        })).WaitAsync(Guard);

        Assert.Equal(2, (await probe.ExpectMsgAsync<DeadLetter>()).Message);
    }
}
