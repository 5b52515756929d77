using FsCheck;
using FsCheck.Fluent;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Tests.Replicas;

public sealed class RestartPolicyTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    [InlineData(5, 8)]
    [InlineData(6, 300)]
    [InlineData(1000, 300)]
    public void The_pause_is_none_then_doubles_from_a_second_and_is_five_minutes_in_a_crash_loop(int restarts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RestartPolicy.PauseBefore(restarts, 0.5));

    [Fact]
    public void Jitter_moves_the_pause_by_a_fifth_at_most() => Prop.ForAll(
        Gen.Choose(-1, 1000).ToArbitrary(),
        Gen.Choose(0, 1000).Select(thousandths => thousandths / 1000.0).ToArbitrary(),
        (restarts, jitter) =>
        {
            var usual = RestartPolicy.PauseBefore(restarts, 0.5);
            var pause = RestartPolicy.PauseBefore(restarts, jitter);
            return pause >= (usual * 0.8) - TimeSpan.FromTicks(1) && pause <= (usual * 1.2) + TimeSpan.FromTicks(1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Six_failures_in_a_row_are_a_crash_loop()
    {
        Assert.False(RestartPolicy.IsCrashLoop(5));
        Assert.True(RestartPolicy.IsCrashLoop(6));
    }

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(3, 59, 3)]
    [InlineData(3, 60, 0)]
    [InlineData(0, 60, 0)]
    public void What_is_forgiven_is_not_shown_either(int restarts, int readySeconds, int shown) =>
        Assert.Equal(shown, RestartPolicy.Shown(restarts, TimeSpan.FromSeconds(readySeconds)));

    [Theory]
    [InlineData(0, 59, 1)]
    [InlineData(3, 59, 4)]
    [InlineData(3, 60, 1)]
    public void Failures_add_up_unless_the_replica_was_ready_for_a_minute(int before, int readySeconds, int after) =>
        Assert.Equal(after, RestartPolicy.RestartsAfterFailure(before, TimeSpan.FromSeconds(readySeconds)));
}
