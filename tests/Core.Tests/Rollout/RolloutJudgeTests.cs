using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;
using Orchestry.Core.Rollout;
using Orchestry.Testing.Apps;

namespace Orchestry.Core.Tests.Rollout;

public sealed class RolloutJudgeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = RegisteredApp.Epoch;

    /// <summary>Two slots: the first has its old attempt 1 and its new attempt 3, the second its old attempt 2.</summary>
    private static readonly AppRecord UnderWay = Registered.App().WithReplicas(2).Record with
    {
        Specs = [new SpecRecord(1, "{}"), new SpecRecord(2, "{}")],
        Attempts = [new(1, 1, 1, "", 0, Start), new(1, 3, 2, "", 0, Start), new(2, 2, 1, "", 0, Start)],
        Rollout = new RolloutRecord(1, 2, Start, Start),
    };

    [Fact]
    public void Without_a_rollout_there_is_nothing_to_judge() =>
        Assert.Null(RolloutJudge.Judge(UnderWay with { Rollout = null }, Seen(), Deadline, Start.AddDays(1)));

    [Fact]
    public void Until_its_deadline_it_goes_on()
    {
        Assert.Null(RolloutJudge.Judge(UnderWay, Seen((1, ReplicaPhase.Ready), (2, ReplicaPhase.Ready)), Deadline, Start.AddSeconds(59)));
        Assert.Equal(Start.AddSeconds(60), RolloutJudge.NextLook(UnderWay, Deadline));
    }

    [Fact]
    public void At_its_deadline_it_is_given_up_where_what_was_before_still_serves()
    {
        var verdict = RolloutJudge.Judge(
            UnderWay, Seen((1, ReplicaPhase.Ready), (2, ReplicaPhase.Ready), (3, ReplicaPhase.Starting)), Deadline, Start.AddSeconds(60));

        var giveUp = Assert.IsType<RolloutVerdict.GiveUp>(verdict);
        Assert.StartsWith("web-1: running, not healthy yet", giveUp.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stalls_where_nothing_of_before_serves()
    {
        var seen = Seen((3, ReplicaPhase.Starting), (2, ReplicaPhase.Unready), (1, ReplicaPhase.Exited));

        Assert.IsType<RolloutVerdict.Stall>(RolloutJudge.Judge(UnderWay, seen, Deadline, Start.AddSeconds(60)));
        var told = UnderWay with { Rollout = UnderWay.Rollout! with { IsStalled = true } };
        Assert.Null(RolloutJudge.Judge(told, seen, Deadline, Start.AddDays(1)));
    }

    [Fact]
    public void A_replica_that_becomes_ready_gives_the_next_one_the_whole_time()
    {
        var seen = Seen((3, ReplicaPhase.Ready), (2, ReplicaPhase.Ready));

        var progressed = RolloutJudge.Progressed(UnderWay, seen, Start.AddSeconds(50));

        Assert.Equal((1, Start.AddSeconds(50)), (progressed.Rollout!.Ready, progressed.Rollout.ProgressedAt));
        Assert.Null(RolloutJudge.Judge(progressed, seen, Deadline, Start.AddSeconds(109)));
    }

    [Fact]
    public void One_that_is_lost_and_comes_back_gives_it_no_more_time()
    {
        var seen = Seen((3, ReplicaPhase.Ready), (2, ReplicaPhase.Ready));
        var progressed = RolloutJudge.Progressed(UnderWay, seen, Start.AddSeconds(50));

        var lost = RolloutJudge.Progressed(progressed, Seen((2, ReplicaPhase.Ready)), Start.AddSeconds(60));
        var back = RolloutJudge.Progressed(lost, seen, Start.AddSeconds(100));

        Assert.Equal((1, Start.AddSeconds(50)), (back.Rollout!.Ready, back.Rollout.ProgressedAt));
        Assert.IsType<RolloutVerdict.GiveUp>(RolloutJudge.Judge(back, seen, Deadline, Start.AddSeconds(110)));
    }

    [Fact]
    public void It_is_over_when_every_replica_is_ready_and_nothing_of_before_is_left()
    {
        var done = UnderWay with { Attempts = [new(1, 3, 2, "", 0, Start), new(2, 4, 2, "", 0, Start)] };

        Assert.IsType<RolloutVerdict.Completed>(
            RolloutJudge.Judge(done, Seen((3, ReplicaPhase.Ready), (4, ReplicaPhase.Ready)), Deadline, Start.AddDays(1)));
    }

    [Fact]
    public void A_way_back_has_no_way_back()
    {
        var back = UnderWay with { Rollout = UnderWay.Rollout! with { IsRollback = true } };

        Assert.Null(RolloutJudge.Judge(back, Seen((1, ReplicaPhase.Ready), (2, ReplicaPhase.Ready)), Deadline, Start.AddDays(1)));
    }

    private static Dictionary<int, AttemptState> Seen(params (int Attempt, ReplicaPhase Phase)[] seen) =>
        seen.ToDictionary(s => s.Attempt, s => new AttemptState(s.Phase));
}
