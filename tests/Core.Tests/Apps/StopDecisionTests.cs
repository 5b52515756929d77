using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Apps;

public sealed class StopDecisionTests
{
    private static readonly DateTimeOffset Now = RegisteredApp.Epoch.AddHours(1);
    private static readonly StopRequest Gently = new(Force: false, TimeSpan.FromSeconds(9.5));
    private static readonly StopRequest Hard = new(Force: true, TimeSpan.Zero);

    [Fact]
    public void A_stopped_application_remembers_how_many_replicas_it_had_and_how_long_they_may_take()
    {
        var decision = AppDecisions.Stop(Registered.App().WithReplicas(3).Record, Gently, Now);

        var record = decision.Record!;
        Assert.Equal((AppIntent.Stopped, 0, 3, 10, false), (record.Intent, record.Desired, record.Replicas, record.StopGraceSeconds, record.Force));
        Assert.Equal("Stopped by request", Assert.Single(decision.Events).Message);
    }

    [Fact]
    public void Stopping_a_stopped_application_changes_nothing() =>
        Assert.Empty(AppDecisions.Stop(Registered.App().Record, Hard, Now).Events);

    [Fact]
    public void A_harder_stop_overtakes_a_gentle_one_that_still_waits()
    {
        var stopping = Registered.App().WithReplicas(1).With(AppIntent.Stopped).WithAttempt(1, 1).Record;

        Assert.Empty(AppDecisions.Stop(stopping, Gently, Now).Events);
        var killed = AppDecisions.Stop(stopping, Hard, Now);
        Assert.True(killed.Record!.Force);
        Assert.Equal("Killed by request", Assert.Single(killed.Events).Message);
        Assert.Empty(AppDecisions.Stop(killed.Record, Hard, Now).Events);
    }

    [Fact]
    public void What_is_being_removed_no_longer_exists_to_whoever_stops_it() =>
        Assert.Equal("Application 'web' does not exist", AppDecisions.Stop(Registered.App().With(AppIntent.Removing).Record, Hard, Now).Refusal?.Details);

    [Fact]
    public void A_removal_wants_no_replicas_and_says_what_becomes_of_the_data()
    {
        var decision = Remove(Registered.App().WithReplicas(3).Record, force: false, keepData: true);

        var record = decision.Record!;
        Assert.Equal((AppIntent.Removing, 0, true, 10), (record.Intent, record.Desired, record.KeepData, record.StopGraceSeconds));
        Assert.Equal("AppRemovalStarted", Assert.Single(decision.Events).Reason);
        Assert.Equal("""{"keep_data":true,"force":false}""", decision.Events[0].Details);
    }

    [Fact]
    public void The_same_removal_again_changes_nothing_and_a_harder_one_does()
    {
        var leaving = Remove(Registered.App().WithReplicas(1).Record, force: false, keepData: false).Record!;

        Assert.Empty(Remove(leaving, force: false, keepData: false).Events);
        Assert.True(Remove(leaving, force: true, keepData: false).Record!.Force);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Data_that_any_removal_asked_to_keep_is_kept(bool force)
    {
        var keeping = Remove(Registered.App().Record, force: false, keepData: true).Record!;
        var deleting = Remove(Registered.App().Record, force: false, keepData: false).Record!;

        Assert.True(Remove(keeping, force, keepData: false).Record!.KeepData);
        Assert.True(Remove(deleting, force, keepData: true).Record!.KeepData);
    }

    [Fact]
    public void A_gentler_removal_does_not_take_back_a_harder_one()
    {
        var killed = Remove(Registered.App().Record, force: true, keepData: false).Record!;

        Assert.True(Remove(killed, force: false, keepData: true).Record!.Force);
    }

    [Fact]
    public void An_earlier_kill_does_not_harden_a_gentle_removal() =>
        Assert.False(Remove(Registered.App().Record with { Force = true }, force: false, keepData: false).Record!.Force);

    private static Decision Remove(AppRecord record, bool force, bool keepData) =>
        AppDecisions.Remove(record, new RemoveRequest(force, keepData), TimeSpan.FromSeconds(10), Now);
}
