using Orchestry.EndToEnd.Tests.Rig;

namespace Orchestry.EndToEnd.Tests.Apps;

/// <summary>What can be read of an application while it runs: events, logs, health.</summary>
[Collection(Images.Collection)]
[Trait("Needs", "engine")]
public sealed class ObservationTests(Images images) : EngineTest(images, subnet: 102)
{
    [Fact]
    public async Task Events_are_newest_first_and_can_be_filtered_by_type_and_time_and_cut_off_with_a_notice()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop"), replicas: 2);
        await Until.TrueAsync("the health of both told", async () =>
            (await api.EventsAsync("shop")).Count(e => e.EndsWith("is healthy", StringComparison.Ordinal)) == 2);

        var all = (await api.GetAsync("/api/v1/apps/shop/events")).Expect(200);
        Assert.Equal("app_name events total has_more", all.Fields());
        Assert.Equal("shop", all.Text("app_name"));
        Assert.False(all.At("has_more").GetBoolean());
        var events = all.List("events");
        Assert.Equal(all.Int("total"), events.Length);
        Assert.All(events, e => Assert.Equal("id type message timestamp details", e.Fields()));
        Assert.Equal(events.Select(e => e.Int("id")).OrderDescending(), events.Select(e => e.Int("id")));

        var scaling = (await api.GetAsync("/api/v1/apps/shop/events?type=scaling")).Expect(200).List("events");
        Assert.All(scaling, e => Assert.Equal("scaling", e.Text("type")));
        var started = scaling.Single(e => e.Text("message") == "Started with 2 replicas");
        Assert.Equal((0, 2), (started.Int("details.previous_replicas"), started.Int("details.new_replicas")));
        var healthy = (await api.GetAsync("/api/v1/apps/shop/events?type=health")).Expect(200).List("events");
        Assert.Equal(["Container shop-1 is healthy", "Container shop-2 is healthy"], healthy.Select(e => e.Text("message")).Order(StringComparer.Ordinal));
        Assert.Equal("Application registered with image " + Images.Web1,
            Assert.Single((await api.GetAsync("/api/v1/apps/shop/events?type=config")).Expect(200).List("events")).Text("message"));

        var one = (await api.GetAsync("/api/v1/apps/shop/events?limit=1")).Expect(200);
        Assert.True(one.At("has_more").GetBoolean());
        Assert.Equal(all.Int("total"), one.Int("total"));
        Assert.Equal(events[0].Int("id"), Assert.Single(one.List("events")).Int("id"));

        var since = Uri.EscapeDataString(started.Text("timestamp"));
        var later = (await api.GetAsync($"/api/v1/apps/shop/events?since={since}")).Expect(200).List("events");
        Assert.DoesNotContain(later, e => e.Text("type") == "config");
        Assert.Contains(later, e => e.Int("id") == started.Int("id"));
        Assert.Equal(all.Int("total"), (await api.GetAsync("/api/v1/apps/shop/events?since=1h")).Expect(200).Int("total"));
        (await api.GetAsync("/api/v1/apps/shop/events?since=yesterday")).ExpectError(400, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task Logs_are_newest_first_with_the_level_that_each_line_states()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(new TestApp("teller", Images.Chatty) { Type = "worker" }, replicas: 2);

        var all = await Until.SeesAsync("all twelve lines", async () =>
            (await api.GetAsync("/api/v1/apps/teller/logs")).Expect(200) is var logs && logs.Int("total_lines") == 12 ? (object)logs : null);
        var logs = (System.Text.Json.JsonElement)all;
        Assert.Equal("app_name logs total_lines has_more", logs.Fields());
        Assert.False(logs.At("has_more").GetBoolean());
        var lines = logs.List("logs");
        Assert.All(lines, l => Assert.Equal("timestamp container level message", l.Fields()));
        Assert.Equal(lines.Select(l => l.Time("timestamp")).OrderDescending(), lines.Select(l => l.Time("timestamp")));

        var first = (await api.GetAsync("/api/v1/apps/teller/logs?container=teller-1")).Expect(200).List("logs");
        Assert.All(first, l => Assert.Equal("teller-1", l.Text("container")));
        var levels = first.ToDictionary(l => l.Text("message"), l => l.At("level").GetString());
        Assert.Equal(new Dictionary<string, string?>
        {
            ["1 plain words"] = null,
            ["INFO 2 leading word"] = "INFO",
            ["2026-11-23T10:00:00Z [WARN] 3 after a time"] = "WARN",
            ["{\"level\":\"error\",\"msg\":\"4 json\"}"] = "ERROR",
            ["level=debug msg=\"5 logfmt\""] = "DEBUG",
            ["<2>6 syslog"] = "FATAL",
        }, levels);

        var tail = (await api.GetAsync("/api/v1/apps/teller/logs?tail=2")).Expect(200);
        Assert.True(tail.At("has_more").GetBoolean());
        Assert.Equal(12, tail.Int("total_lines"));
        Assert.Equal(lines.Take(2).Select(l => l.Text("timestamp")), tail.List("logs").Select(l => l.Text("timestamp")));

        var newest = lines[0].Time("timestamp");
        var since = Uri.EscapeDataString(newest.AddSeconds(1).ToString("O"));
        Assert.Empty((await api.GetAsync($"/api/v1/apps/teller/logs?since={since}")).Expect(200).List("logs"));
        Assert.Equal(12, (await api.GetAsync("/api/v1/apps/teller/logs?since=1h")).Expect(200).Int("total_lines"));
        var refused = (await api.GetAsync("/api/v1/apps/teller/logs?container=teller-9")).ExpectError(400, "VALIDATION_ERROR");
        Assert.Contains("teller-1, teller-2", refused.Text("details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_shows_every_container_and_is_checked_on_demand()
    {
        var api = (await Stage.StartControllerAsync()).Api;
        await api.RunAsync(Web("shop") with { FailureThreshold = 50 }, replicas: 2);

        var health = (await api.GetAsync("/api/v1/apps/shop/health")).Expect(200);
        Assert.Equal("app_name overall_health healthy_replicas total_replicas containers health_check_config", health.Fields());
        Assert.Equal(("healthy", 2, 2), (health.Text("overall_health"), health.Int("healthy_replicas"), health.Int("total_replicas")));
        Assert.All(health.List("containers"), c =>
        {
            Assert.Equal("id name health last_check consecutive_failures response_time_ms", c.Fields());
            Assert.Equal(("healthy", 0), (c.Text("health"), c.Int("consecutive_failures")));
            Assert.InRange(c.At("response_time_ms").GetDouble(), 0, 5000);
        });
        var check = health.At("health_check_config");
        Assert.Equal("path port protocol period_seconds timeout_seconds failure_threshold", check.Fields());
        Assert.Equal(("/health", 80, "HTTP", 1, 50),
            (check.Text("path"), check.Int("port"), check.Text("protocol"), check.Int("period_seconds"), check.Int("failure_threshold")));

        var shop1 = (await api.HealthyAsync("shop"))[0].Text("id");
        await Engine.ExecAsync(shop1, "rm", "/www/health");
        var checkedNow = await Until.SeesAsync("a probe that fails", async () =>
        {
            var reply = (await api.PostAsync("/api/v1/apps/shop/health/check")).Expect(200);
            return reply.Int("unhealthy") == 1 ? (object)reply : null;
        });
        var reply = (System.Text.Json.JsonElement)checkedNow;
        Assert.Equal("message app_name containers_checked healthy unhealthy", reply.Fields());
        Assert.Equal((2, 1), (reply.Int("containers_checked"), reply.Int("healthy")));
        var ill = (await api.GetAsync("/api/v1/apps/shop/health")).Expect(200).List("containers").Single(c => c.Text("id") == shop1);
        Assert.Equal("Answered 404, expected 200-399", ill.Text("last_error"));
        Assert.True(ill.Int("consecutive_failures") > 0);

        (await api.StopAsync("shop")).Expect(200);
        Assert.Equal("stopped", (await api.GetAsync("/api/v1/apps/shop/health")).Expect(200).Text("overall_health"));
    }
}
