using Orchestry.Actors.Kernel;
using Xunit.Sdk;

namespace Orchestry.Actors.Tests.Kernel;

public sealed class TestKitTests : LabKit
{
    [Fact]
    public async Task Idle_means_that_a_whole_chain_of_messages_has_run_down()
    {
        var actor = ActorOf(Props.Create(() => new Countdown(Journal.Ref)));
        for (var round = 0; round < 50; round++)
        {
            actor.Tell(1_000);
            await WhenIdleAsync();
            Assert.Equal(round + 1, Journal.Waiting);
        }
    }

    [Fact]
    public async Task A_system_that_does_not_track_idleness_says_so()
    {
        await using var system = ActorSystem.Create("plain");
        var refusal = Assert.Throws<InvalidOperationException>(() => { _ = system.WhenIdleAsync(); });
        Assert.Equal("Actor system plain was created without trackIdle.", refusal.Message);
    }

    [Fact]
    public async Task A_probe_names_what_it_expected_and_what_it_got()
    {
        Journal.Ref.Tell("text");
        var wrong = await Assert.ThrowsAnyAsync<XunitException>(() => Journal.ExpectMsgAsync<int>());
        Assert.Equal("/user/journal expected Int32 and got text.", wrong.Message);

        var nothing = await Assert.ThrowsAnyAsync<XunitException>(() => Journal.ExpectMsgAsync<int>(TimeSpan.FromMilliseconds(1)));
        Assert.Equal("/user/journal expected Int32 and got nothing.", nothing.Message);

        Journal.Ref.Tell("unexpected");
        var something = await Assert.ThrowsAnyAsync<XunitException>(Journal.ExpectNoMsgAsync);
        Assert.Equal("/user/journal expected nothing and got unexpected.", something.Message);
    }

    [Fact]
    public async Task A_probe_replies_and_its_auto_pilot_answers_by_itself()
    {
        var other = CreateTestProbe();
        other.Send(Journal.Ref, "question");
        await Journal.ExpectMsgAsync("question");
        Journal.Reply("answer");
        await other.ExpectMsgAsync("answer");

        Journal.SetAutoPilot((sender, message) => sender.Tell($"re: {message}"));
        Assert.Equal("re: mail", await Journal.Ref.Ask<string>("mail").WaitAsync(Guard));
    }

    private sealed class Countdown : ReceiveActor
    {
        public Countdown(IActorRef journal) => Receive<int>(number =>
        {
            if (number == 0)
                journal.Tell("zero");
            else
                Self.Tell(number - 1);
        });
    }
}
