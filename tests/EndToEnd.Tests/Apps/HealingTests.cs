using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>What happens to replicas that fail.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class HealingTests(Images images) : EngineTest(images, subnet: 103)
{
    [Fact]
    public async Task A_container_that_is_killed_is_replaced_at_once_and_its_events_tell_it()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 2);
        var before = (await api.HealthyAsync("shop")).Select(c => c.Text("id")).ToArray();

        var killedAt = Now();
        await Engine.KillAsync(before[0]);
        var after = await Until.SeesAsync("its successor", async () =>
        {
            var now = await api.HealthyAsync("shop");
            return now.Length == 2 && now.All(c => c.Text("id") != before[0]) ? now : null;
        });

        // The look at the whole engine comes every thirty seconds; the event takes what a start takes.
        Assert.InRange(Since(killedAt), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Contains(after, c => c.Text("id") == before[1]);
        await api.UntilHealthyAsync("shop", 2);
        var events = await api.EventsAsync("shop");
        Assert.Contains("Container shop-1: killed by signal 9", events);
        Assert.Contains("Replacing shop-1 at once (killed by signal 9)", events);
        Assert.Equal(2, events.Count(e => e == "Container shop-1 is healthy"));
        await Until.TrueAsync("the dead container removed", async () => (await Stage.ContainersAsync()).Length == 2);
    }

    [Fact]
    public async Task A_container_that_somebody_removes_is_replaced()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 1);
        var before = (await api.HealthyAsync("shop"))[0].Text("id");

        await Engine.RemoveContainerAsync(before);
        var after = await Until.SeesAsync("its successor", async () =>
            (await api.HealthyAsync("shop")) is [var one] && one.Text("id") != before ? one.Text("id") : null);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task A_container_that_turns_unhealthy_is_replaced_after_its_failure_threshold()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop") with { FailureThreshold = 3 }, replicas: 2);
        var ill = (await api.HealthyAsync("shop"))[1].Text("id");

        var brokenAt = Now();
        await Engine.ExecAsync(ill, "rm", "/www/health");
        await Until.TrueAsync("its successor", async () =>
            (await api.HealthyAsync("shop")) is { Length: 2 } now && now.All(c => c.Text("id") != ill));

        // Three probes a second apart: not before the third.
        Assert.InRange(Since(brokenAt), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(20));
        var events = (await api.GetAsync("/api/v1/apps/shop/events?type=health")).Expect(200).List("events");
        var marked = Assert.Single(events, e => e.Text("message") == "Container shop-2 marked as unhealthy");
        Assert.Equal((ill, 3), (marked.Text("details.container_id"), marked.Int("details.health_check_failures")));
        Assert.Contains("Answered 404, expected 200-399", marked.Text("details.error"), StringComparison.Ordinal);
        await api.UntilHealthyAsync("shop", 2);
    }

    [Fact]
    public async Task A_crash_loop_ends_in_error_with_its_reason_and_with_the_log_of_the_dead_container()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        (await api.RegisterAsync(Web("shop") with { Image = Images.Crashing })).Expect(201);
        var refused = (await api.StartAsync("shop", replicas: 1)).ExpectError(500, "DOCKER_ERROR");
        Assert.Contains("shop-1: crash loop after 6 failures in a row; the last: exited with code 3", refused.Text("details"), StringComparison.Ordinal);

        var app = await api.AppAsync("shop");
        Assert.Equal("error", app.Text("status"));
        Assert.Contains("crash loop", app.Text("status_reason"), StringComparison.Ordinal);
        var line = (await api.GetAsync("/api/v1/apps/shop/logs")).Expect(200).List("logs")[0];
        Assert.Equal(("ERROR", "ERROR: no configuration found"), (line.Text("level"), line.Text("message")));
        // The one before the last may still be on its way out.
        await Until.TrueAsync("the last dead container alone", async () => (await Stage.ContainersAsync()).Length == 1);
        Assert.Contains(
            (await api.GetAsync("/api/v1/apps/shop/events?type=error")).Expect(200).List("events"),
            e => e.Text("message").StartsWith("Crash loop, trying again slowly", StringComparison.Ordinal) && e.Int("details.restarts") == 6);
        Assert.Equal(1, (await api.GetAsync("/api/v1/apps?status=error")).Expect(200).Int("error"));

        // A repaired specification is a new chance.
        (await api.RegisterAsync(Web("shop"))).Expect(200);
        await api.UntilHealthyAsync("shop", 1);
        Assert.Equal("running", (await api.AppAsync("shop")).Text("status"));
    }
}
