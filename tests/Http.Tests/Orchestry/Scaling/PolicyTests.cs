using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Http.Tests.Orchestry.Scaling;

public sealed class PolicyTests
{
    private const string Path = "/api/v1/apps/my-app/scaling";

    private const string Rest =
        """
        "max_cpu_percent": 70, "max_memory_percent": 75, "scale_out_threshold_pct": 80, "scale_in_threshold_pct": 30, "window_seconds": 60,
        "cooldown_seconds": 180, "max_conn_per_replica": 80, "max_scale_out_step": 0, "max_scale_in_step": 1, "stabilization_window_seconds": 300,
        "scale_to_zero_after_seconds": 300, "schedules": []
        """;

    [Fact]
    public async Task The_policy_in_force_is_shown_as_the_reference_shows_it()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with { LastScaling = new ScalingNote(SeedData.At("2024-01-15T09:15:00Z"), 2, 3, "High CPU usage: 78.5%") });
        var answer = await api.GetAsync(Path);
        answer.Is(
            $$"""
            {
              "app_name": "my-app", "mode": "auto",
              "policy": { "min_replicas": 1, "max_replicas": 5, "target_rps_per_replica": 50, "max_p95_latency_ms": 250, {{Rest}} },
              "last_scaling_event": { "timestamp": "2024-01-15T09:15:00Z", "action": "scale_out", "from_replicas": 2, "to_replicas": 3,
                "reason": "High CPU usage: 78.5%" },
              "source": "specification"
            }
            """);
        Assert.Equal("42", answer.Header("X-Orchestry-Revision"));
    }

    [Fact]
    public async Task What_was_set_by_request_is_shown_and_an_application_never_scaled_has_no_event()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp with
        {
            ScalingOverride = ScalingPolicy.Default with
            {
                Mode = ScalingMode.Manual,
                Schedules = [new ScalingSchedule { Name = "day", Cron = CronExpression.TryParse("0 8 * * 1-5", out var cron, out _) ? cron : null!, DurationSeconds = 3600, MinReplicas = 2 }],
            },
        });
        var json = (await api.GetAsync(Path)).Json;
        Assert.Equal(("manual", "request"), (json.GetProperty("mode").GetString(), json.GetProperty("source").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.GetProperty("last_scaling_event").ValueKind);
        Assert.Equal(
            """{"name":"day","cron":"0 8 * * 1-5","duration_seconds":3600,"time_zone":"UTC","min_replicas":2,"max_replicas":null}""",
            json.GetProperty("policy").GetProperty("schedules")[0].GetRawText());
        Assert.Equal("auto", (await api.GetAsync("/api/v1/apps/my-app/spec")).Json.GetProperty("scaling").GetProperty("mode").GetString());
    }

    [Fact]
    public async Task The_references_change_is_answered_with_both_policies()
    {
        await using var api = await TestApi.StartAsync();
        var changed = ScalingPolicy.Default with { MinReplicas = 2, MaxReplicas = 10 };
        api.Orchestrator.Policy = new PolicyChanged(ScalingPolicy.Default, changed, 6);
        var answer = await api.SendAsync(
            "PUT", Path,
            """
            { "mode": "auto", "min_replicas": 2, "max_replicas": 10, "target_rps_per_replica": 100, "max_p95_latency_ms": 200,
              "scale_out_threshold_pct": 75, "scale_in_threshold_pct": 25 }
            """);
        answer.Is(
            $$"""
            {
              "message": "Scaling policy updated successfully", "app_name": "my-app",
              "previous_policy": { "min_replicas": 1, "max_replicas": 5, "target_rps_per_replica": 50, "max_p95_latency_ms": 250, {{Rest}} },
              "new_policy": { "min_replicas": 2, "max_replicas": 10, "target_rps_per_replica": 50, "max_p95_latency_ms": 250, {{Rest}} },
              "previous_mode": "auto", "new_mode": "auto"
            }
            """);
        Assert.Equal("6", answer.Header("X-Orchestry-Revision"));
        Assert.Equal(
            new ScalingPolicyPatch
            {
                Mode = ScalingMode.Auto, MinReplicas = 2, MaxReplicas = 10, TargetRpsPerReplica = 100, MaxP95LatencyMs = 200, ScaleOutThresholdPct = 75,
                ScaleInThresholdPct = 25,
            },
            Assert.Single(api.Orchestrator.Asked));
    }

    [Fact]
    public async Task Every_field_can_be_changed()
    {
        await using var api = await TestApi.StartAsync();
        await api.SendAsync(
            "PUT", Path,
            """
            { "mode": "manual", "max_cpu_percent": 60.5, "max_memory_percent": 61, "max_conn_per_replica": 7, "window_seconds": 30, "cooldown_seconds": 0,
              "max_scale_out_step": 2, "max_scale_in_step": 3, "stabilization_window_seconds": 4, "scale_to_zero_after_seconds": 61,
              "schedules": [ { "cron": "0 8 * * *", "duration_seconds": 60, "max_replicas": 9, "time_zone": "Europe/Berlin", "name": "n", "min_replicas": 1 } ] }
            """);
        var patch = Assert.IsType<ScalingPolicyPatch>(Assert.Single(api.Orchestrator.Asked));
        Assert.Equal(
            new ScheduleText { Name = "n", Cron = "0 8 * * *", DurationSeconds = 60, TimeZone = "Europe/Berlin", MinReplicas = 1, MaxReplicas = 9 },
            Assert.Single(patch.Schedules!));
        Assert.Equal(
            new ScalingPolicyPatch
            {
                Mode = ScalingMode.Manual, MaxCpuPercent = 60.5, MaxMemoryPercent = 61, MaxConnPerReplica = 7, WindowSeconds = 30, CooldownSeconds = 0,
                MaxScaleOutStep = 2, MaxScaleInStep = 3, StabilizationWindowSeconds = 4, ScaleToZeroAfterSeconds = 61,
            },
            patch with { Schedules = null });
    }

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        await using var api = await TestApi.StartAsync();
        var answer = await api.SendAsync(
            "PUT", Path,
            """
            { "mode": "off", "min_replicas": -1, "max_cpu_percent": 101, "minReplicas": 2,
              "schedules": [ 7, { "cron": 3, "duration_seconds": 5, "days": 1 } ] }
            """);
        answer.IsError(400, "VALIDATION_ERROR", "Request validation failed");
        Assert.Equal(
            [
                "mode: must be one of auto, manual",
                "min_replicas: must be a whole number from 0 to 100",
                "max_cpu_percent: must be a number from 1 to 100",
                "schedules[0]: must be an object",
                "schedules[1].cron: must be a text of at most 200 characters",
                "schedules[1].duration_seconds: must be a whole number from 60 to 604800",
                "schedules[1].days: is unknown; known here: name, cron, duration_seconds, time_zone, min_replicas, max_replicas",
            ],
            answer.Violations.Take(7));
        Assert.StartsWith("minReplicas: is unknown; known here: mode, min_replicas", answer.Violations[7], StringComparison.Ordinal);
        Assert.Empty(api.Orchestrator.Asked);
    }

    [Theory]
    [InlineData("{}", ": Nothing to change; name at least one field of the policy")]
    [InlineData("""{ "schedules": 3 }""", "schedules: must be a list of at most 20 objects")]
    [InlineData("[]", ": The body must be an object")]
    public async Task What_is_no_change_is_refused(string body, string violation)
    {
        await using var api = await TestApi.StartAsync();
        Assert.Equal([violation], (await api.SendAsync("PUT", Path, body)).Violations);
    }

    [Fact]
    public async Task What_the_controller_refuses_is_passed_on()
    {
        await using var api = await TestApi.StartAsync();
        api.Orchestrator.Refusal = Refusal.Of(RefusalKind.ValidationFailed, [new Violation("max_replicas", "must be at least min_replicas (2, as it was), not 1")]);
        Assert.Equal(
            ["max_replicas: must be at least min_replicas (2, as it was), not 1"],
            (await api.SendAsync("PUT", Path, """{ "max_replicas": 1 }""")).Violations);
        api.Orchestrator.Refusal = Refusal.NotFound("my-app");
        (await api.SendAsync("PUT", Path, """{ "max_replicas": 1 }""")).IsError(404, "APP_NOT_FOUND", "Application not found");
    }

    [Fact]
    public async Task An_unknown_or_malformed_name_is_refused()
    {
        await using var api = await TestApi.StartAsync();
        (await api.GetAsync(Path)).IsError(404, "APP_NOT_FOUND", "Application not found");
        (await api.GetAsync("/api/v1/apps/My_App/scaling")).IsError(400, "VALIDATION_ERROR", "Request validation failed");
        (await api.SendAsync("PUT", "/api/v1/apps/My_App/scaling", "{}")).IsError(400, "VALIDATION_ERROR", "Request validation failed");
    }

    [Fact]
    public async Task A_sleeping_application_says_so()
    {
        await using var api = await TestApi.StartAsync();
        api.Model.Set(SeedData.MyApp.With() with
        {
            DesiredReplicas = 0, ScalingOverride = ScalingPolicy.Default with { MinReplicas = 0 }, StatusReason = "asleep: nobody has asked for it",
        });
        var json = (await api.GetAsync("/api/v1/apps/my-app")).Json;
        Assert.Equal(("running", "asleep: nobody has asked for it"), (json.GetProperty("status").GetString(), json.GetProperty("status_reason").GetString()));
    }
}
