using System.Collections.Immutable;
using Orchestry.Core.Apps;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>Every node shows the same.</summary>
[Collection(nameof(ControllerSuite))]
public sealed class FollowerTests
{
    [Theory]
    [MemberData(nameof(Seeds.Stretches), 150, MemberType = typeof(Seeds))]
    public async Task A_node_that_follows_shows_what_the_leader_shows_after_every_step_of_a_history_and_at_rest_every_figure_of_it(int firstSeed)
    {
        foreach (var seed in Seeds.From(firstSeed))
        {
            var random = new Random(seed);
            await using var controller = await TestController.StartAsync(isClustered: true);
            var follower = new Follower(controller);
            await RandomHistory.BeginAsync(controller, random);
            for (var step = 0; step < 12; step++)
            {
                await RandomHistory.HappenAsync(controller, random);
                await controller.AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(0, 4000)));
                await SameAsync(seed, controller, follower, Follower.Committed);
            }

            await RandomHistory.EndAsync(controller, seed);
            // Only when no probe ends for a while everybody has heard of the last ones.
            for (var slot = 1; slot <= 5; slot++)
            {
                controller.Probe.Hang($"web-{slot}");
            }

            await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
            await SampledAsync(controller);
            await SameAsync(seed, controller, follower, Follower.Whole);
            var late = new Follower(controller);
            await late.LoadAsync();
            await SameAsync(seed, controller, late, Follower.Whole);
            var shown = late.Model.Apps;
            await late.LoadAsync();
            Assert.True(shown == late.Model.Apps, "what shows the same is another reference");
        }
    }

    /// <summary>Comes to rest after the last samples too.</summary>
    private static async Task SampledAsync(TestController controller)
    {
        if (controller.Metrics.Appends is [.., [var last, ..]] && controller.Clock.GetUtcNow() - last.At < TimeSpan.FromSeconds(2))
        {
            await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task The_figures_of_probes_that_change_nothing_reach_the_other_nodes_within_a_second()
    {
        await using var controller = await TestController.StartAsync(isClustered: true);
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var follower = new Follower(controller);
        controller.Probe.Fail("web-2", "Answered 500, expected 200-399");
        var commits = controller.Store.Commits;

        await controller.AdvanceAsync(TimeSpan.FromSeconds(11));
        await follower.FollowAsync();

        var replica = follower.Model.Apps.Single().Replicas[1];
        Assert.Equal((1, "Answered 500, expected 200-399"), (replica.ConsecutiveFailures, replica.LastError));
        Assert.Equal(Follower.Whole(controller.Ports.ReadModel.Apps), Follower.Whole(follower.Model.Apps));
        Assert.Equal(commits, controller.Store.Commits);
    }

    [Fact]
    public async Task A_container_that_is_being_stopped_gets_no_traffic_from_any_node()
    {
        await using var controller = await TestController.StartAsync(isClustered: true);
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var follower = new Follower(controller);
        using var gate = new Disposing(controller.Engine.Gate(Testing.Engine.EngineCall.Stop));

        await controller.ScaleAsync("web", 1);
        await controller.SettleAsync();
        await follower.FollowAsync();

        Assert.Equal(["Ready", "Draining"], follower.Model.Apps.Single().Replicas.Select(r => r.Phase.ToString()));
    }

    private static async Task SameAsync(int seed, TestController controller, Follower follower, Func<ImmutableArray<AppSnapshot>, string> see)
    {
        await controller.SettleAsync();
        await follower.FollowAsync();
        var (leader, other) = (see(controller.Ports.ReadModel.Apps), see(follower.Model.Apps));
        controller.Must(leader == other, $"seed {seed}: the same\nleader   {leader}\nfollower {other}");
    }

    private sealed class Disposing(Testing.Engine.FakeGate gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
