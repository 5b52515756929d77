using Orchestry.Core.Journal;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;
using Orchestry.Core.Scaling;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Controller;

/// <summary>Reads show what is committed, as every node does; answers wait for the reads.</summary>
[Collection(nameof(ControllerSuite))]
public sealed class CommittedReadsTests
{
    [Fact]
    public async Task A_client_that_waits_is_answered_when_the_reads_show_it_and_not_before()
    {
        await using var controller = await TestController.StartAsync();
        controller.Probe.Fail("web-1");
        await controller.RegisterAsync(An.App("web").WithHealthCheck("""{"initialDelaySeconds": 60}"""));
        var started = controller.StartAsync("web", 1, wait: true);
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
        using var gate = controller.Store.HoldCommits();

        controller.Probe.Recover("web-1");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.True(gate.Reached.IsCompleted);
        Assert.Equal((false, ReplicaPhase.Starting), (started.IsCompleted, controller.Replica("web-1").Phase));
        gate.Open();

        (await started.WaitAsync(TestController.Guard)).Granted();
        Assert.Equal(1, controller.App("web").HealthyReplicas);
    }

    [Fact]
    public async Task A_refusal_that_rests_on_what_is_not_written_yet_waits_for_it_and_fails_with_it()
    {
        await using var controller = await TestController.StartAsync();
        var gate = controller.Store.HoldCommits();
        var first = controller.RegisterAsync(An.App("web"));
        await gate.Reached;
        var second = controller.RegisterAsync(An.App("web").WithImage("web:2"));
        var third = controller.RegisterAsync(An.App("web").WithImage("web:2"));
        await controller.SettleAsync();
        controller.Journal.Failure = new StoreException("The connection broke.");

        gate.Dispose();

        (await first.WaitAsync(TestController.Guard)).Granted();
        (await second.WaitAsync(TestController.Guard)).Refused(RefusalKind.DatabaseFailed);
        // That it exists already was so in memory alone.
        Assert.False((await third.WaitAsync(TestController.Guard)).Refused(RefusalKind.DatabaseFailed).IsOutcomeUnknown);
        controller.Journal.Failure = null;
        (await controller.RegisterAsync(An.App("web").WithImage("web:2")).WaitAsync(TestController.Guard)).Granted();
        (await controller.RegisterAsync(An.App("web").WithImage("web:2")).WaitAsync(TestController.Guard)).Refused(RefusalKind.AppAlreadyExists);
    }

    [Fact]
    public async Task Whoever_asks_while_it_is_not_known_whether_it_was_written_is_told_so()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web"));
        controller.Journal.Failure = new OutcomeUnknownException("The connection broke.");

        Assert.True((await controller.ScaleAsync("web", 2).WaitAsync(TestController.Guard)).Refused(RefusalKind.DatabaseFailed).IsOutcomeUnknown);
    }

    [Fact]
    public async Task While_the_database_fails_reads_show_what_is_so_although_it_cannot_be_written()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        var revision = controller.App("web").Revision;
        controller.Journal.Failure = new StoreException("The disk is full.");

        controller.Engine.Crash("default.web-1-1");
        await controller.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal((1, revision), (controller.App("web").HealthyReplicas, controller.App("web").Revision));
        Assert.Equal(ReplicaPhase.Exited, controller.Replica("web-1").Phase);
    }

    [Fact]
    public async Task What_was_so_already_is_told_a_revision_at_which_it_was_so_although_the_same_transaction_ends_it()
    {
        await using var controller = await TestController.StartAsync();
        await controller.DeployAsync(An.App("web").WithReplicas(2));
        await controller.SettleAsync();
        var gate = controller.Store.HoldCommits();
        var change = controller.SetPolicyAsync("web", new ScalingPolicyPatch { MaxReplicas = 9 });
        await gate.Reached;
        var again = controller.ScaleAsync("web", 2);
        var stop = controller.StopAsync("web");
        await controller.SettleAsync();

        gate.Dispose();
        await Task.WhenAll(change, again).WaitAsync(TestController.Guard);
        await controller.AdvanceUntilAsync(() => stop.IsCompleted);

        Assert.Equal((await change).Granted().Revision, (await again).Granted().Revision);
        Assert.True((await stop).Granted().Revision > (await again).Granted().Revision);
    }
}
