using Orchestry.Actors.Tests.Controller;
using Orchestry.Core.Apps;
using Orchestry.Core.Journal;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Replicas;
using Orchestry.Testing.Apps;

namespace Orchestry.Actors.Tests.Bindings;

/// <summary>A secret or config that changes is a rollout like any other, and goes back like any other.</summary>
[Collection(nameof(ControllerSuite))]
public sealed class RotationTests : IAsyncLifetime
{
    private TestController _controller = null!;

    public async Task InitializeAsync() => _controller = await BoundApp.StartAsync();

    public async Task DisposeAsync() => await _controller.DisposeAsync();

    [Fact]
    public async Task A_rotated_secret_reaches_the_replicas_one_by_one_and_never_fewer_are_healthy()
    {
        await _controller.DeployAsync(BoundApp.Web);
        Assert.Equal(["first", "first"], _controller.Values());

        await _controller.RotateAsync("second");
        await _controller.AdvanceUntilAsync(() => _controller.Values().SequenceEqual(["second", "second"]) && !_controller.App("web").IsRollingOut);

        Assert.All(_controller.Published.SkipWhile(a => a.HealthyReplicas < 2), a => Assert.True(a.HealthyReplicas >= 2));
        Assert.Equal(2, (await _controller.RecordAsync("web")).CurrentSpec.Revision);
        Assert.Equal(1, await CountAsync("SecretRotated"));
    }

    [Fact]
    public async Task A_value_that_does_not_become_healthy_is_gone_back_from_and_not_tried_again_until_it_changes_once_more()
    {
        await _controller.DeployAsync(BoundApp.Web);
        BrokenFails();
        await _controller.RotateAsync("broken");
        await _controller.AdvanceUntilAsync(() => _controller.App("web") is { IsRollingOut: false, HealthyReplicas: 2 } && _controller.Values().SequenceEqual(["first", "first"]));

        Assert.Equal(1, await CountAsync("RolloutRolledBack"));
        var record = await _controller.RecordAsync("web");
        Assert.Equal(["secret/db"], record.FailedBindings!.Keys);
        await _controller.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(["first", "first"], _controller.Values());
        // Nor by another leader.
        await _controller.RestartControllerAsync();
        await _controller.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(["first", "first"], _controller.Values());
        Assert.Equal(1, await CountAsync("SecretRotated"));

        await _controller.RotateAsync("mended");
        await _controller.AdvanceUntilAsync(() => _controller.Values().SequenceEqual(["mended", "mended"]));
        await _controller.AdvanceUntilAsync(() => !_controller.App("web").IsRollingOut);
        Assert.Null((await _controller.RecordAsync("web")).FailedBindings);
    }

    [Fact]
    public async Task What_crashes_after_a_roll_back_comes_back_with_the_value_that_worked()
    {
        await _controller.DeployAsync(BoundApp.Web.WithReplicas(1));
        BrokenFails();
        await _controller.RotateAsync("broken");
        await _controller.AdvanceUntilAsync(() => _controller.App("web") is { IsRollingOut: false, HealthyReplicas: 1 } && _controller.Values().SequenceEqual(["first"]));

        _controller.Engine.Crash(_controller.Container("web-1").Name, 1);
        await _controller.AdvanceUntilAsync(() => _controller.App("web").HealthyReplicas == 1);

        Assert.Equal(["first"], _controller.Values());
    }

    [Fact]
    public async Task A_leader_that_was_not_there_when_it_changed_rolls_it_out_all_the_same()
    {
        await _controller.DeployAsync(BoundApp.Web);
        await _controller.KillAsync();
        (await _controller.Secrets().RotateAsync("db", "second", CancellationToken.None)).Granted();

        await _controller.RestartControllerAsync();
        await _controller.AdvanceUntilAsync(() => _controller.Values().SequenceEqual(["second", "second"]));
    }

    [Fact]
    public async Task The_same_value_again_and_what_concerns_others_rolls_out_nothing()
    {
        await _controller.DeployAsync(BoundApp.Web);

        await _controller.RotateAsync("first");
        (await _controller.Configs().ChangeAsync("site", "two", CancellationToken.None)).Granted();
        (await _controller.Secrets().CreateAsync(NamespaceName.Parse("other"), "db", "x", CancellationToken.None)).Granted();
        await _controller.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(1, (await _controller.RecordAsync("web")).CurrentSpec.Revision);
    }

    [Fact]
    public async Task A_stopped_application_starts_with_what_there_is_then()
    {
        await _controller.DeployAsync(BoundApp.Web);
        var stopping = _controller.StopAsync("web");
        await _controller.AdvanceUntilAsync(() => stopping.IsCompleted);
        await _controller.RotateAsync("second");
        await _controller.RotateAsync("third");
        Assert.Equal(1, (await _controller.RecordAsync("web")).CurrentSpec.Revision);

        (await _controller.StartAsync("web")).Granted();
        await _controller.HealthyAsync("web", 2);
        Assert.Equal(["third", "third"], _controller.Values());
    }

    [Fact]
    public async Task A_changed_config_is_rolled_out_as_a_file()
    {
        await _controller.DeployAsync(An.App("web").WithVolumes(BoundApp.MountsConfig));
        Assert.Equal("one", _controller.Container("web-1").Files["/etc/site"]);
        Assert.Empty(_controller.Container("web-1").Spec.Mounts);

        (await _controller.Configs().ChangeAsync("site", "two", CancellationToken.None)).Granted();
        await _controller.AdvanceUntilAsync(() => _controller.App("web") is { IsRollingOut: false, HealthyReplicas: 1 } && _controller.Container("web-1").Files["/etc/site"] == "two");

        Assert.Equal(1, await CountAsync("ConfigChanged"));
    }

    [Fact]
    public async Task A_job_that_has_begun_does_not_run_again_for_a_secret()
    {
        (await _controller.RegisterAsync(An.App("work").AsJob().WithEnvironment(BoundApp.UsesSecret))).Granted();
        (await _controller.StartAsync("work")).Granted();
        await _controller.UntilAsync(() => _controller.Values().Any());

        await _controller.RotateAsync("second");
        await _controller.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["first"], _controller.Values());
    }

    [Fact]
    public async Task A_job_that_is_run_again_gets_what_there_is_then()
    {
        (await _controller.RegisterAsync(An.App("work").AsJob().WithEnvironment(BoundApp.UsesSecret))).Granted();
        (await _controller.StartAsync("work")).Granted();
        await _controller.UntilAsync(() => _controller.Values().Any());
        _controller.Engine.Crash(_controller.RunningContainers().Single(), exitCode: 0);
        await _controller.AdvanceUntilAsync(() => _controller.App("work").JobOutcome is { IsCompleted: true });

        await _controller.RotateAsync("second");
        (await _controller.StartAsync("work")).Granted();
        await _controller.UntilAsync(() => _controller.Values().Any());

        Assert.Equal(["second"], _controller.Values());
        _controller.Engine.Crash(_controller.RunningContainers().Single(), exitCode: 0);
        await _controller.AdvanceUntilAsync(() => _controller.App("work").JobOutcome is { IsCompleted: true });
        await _controller.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(_controller.RunningContainers());
    }

    [Fact]
    public async Task No_value_gets_into_the_store_the_events_or_the_log()
    {
        await _controller.DeployAsync(BoundApp.Web);
        await _controller.RotateAsync("s3cond");
        await _controller.AdvanceUntilAsync(() => _controller.Values().SequenceEqual(["s3cond", "s3cond"]));

        var stored = await _controller.Store.LoadAsync(CancellationToken.None);
        var everything = string.Join('\n', stored.Resources.Select(r => r.Spec + r.Status))
            + string.Join('\n', (await EventsAsync()).Select(e => e.ToString()))
            + string.Join('\n', _controller.Logs.Entries.Select(e => e.Message))
            + _controller.Documents.Dump(["secret"]);
        Assert.DoesNotContain("s3cond", everything, StringComparison.Ordinal);
    }

    private void BrokenFails() => _controller.Probe.Fails = target =>
        _controller.Engine.Container(target.Container.Value).Spec.Environment["DB"] == "broken" ? "access denied" : null;

    private async Task<int> CountAsync(string reason) => (await EventsAsync()).Count(e => e.Reason == reason);

    private async Task<IEnumerable<EventRecord>> EventsAsync() =>
        (await _controller.Store.QueryEventsAsync(new EventQuery(Limit: 1000), CancellationToken.None)).Events.Select(e => e.Event);
}
