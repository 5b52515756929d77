using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;
using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Tests.Scaling;

public sealed class ScalingPolicyEditTests
{
    private static readonly ScheduleText Office = new() { Name = "office", Cron = "0 8 * * 1-5", DurationSeconds = 36_000, TimeZone = "Europe/Berlin", MinReplicas = 3 };

    private static readonly ScalingPolicyPatch Everything = new()
    {
        Mode = ScalingMode.Manual,
        MinReplicas = 2,
        MaxReplicas = 10,
        TargetRpsPerReplica = 100,
        MaxP95LatencyMs = 200,
        MaxCpuPercent = 60.5,
        MaxMemoryPercent = 65.5,
        MaxConnPerReplica = 90,
        ScaleOutThresholdPct = 75,
        ScaleInThresholdPct = 25,
        WindowSeconds = 30,
        CooldownSeconds = 20,
        MaxScaleOutStep = 4,
        MaxScaleInStep = 2,
        StabilizationWindowSeconds = 100,
        ScaleToZeroAfterSeconds = 120,
        Schedules = [Office],
    };

    [Fact]
    public void What_is_named_is_changed_and_what_is_not_is_kept()
    {
        var policy = Changed(ScalingPolicy.Default with { MaxCpuPercent = 33 }, new ScalingPolicyPatch { MinReplicas = 2, MaxReplicas = 10 });

        Assert.Equal(ScalingPolicy.Default with { MaxCpuPercent = 33, MinReplicas = 2, MaxReplicas = 10 }, policy);
    }

    [Fact]
    public void Every_field_can_be_changed()
    {
        var policy = Changed(ScalingPolicy.Default, Everything);

        var written = ScalingPolicyPatch.Of(policy);
        Assert.Equal(Everything.Schedules!, written.Schedules!);
        Assert.Equal(Everything with { Schedules = null }, written with { Schedules = null });
        Assert.All(typeof(ScalingPolicyPatch).GetProperties(), p => Assert.NotEqual(p.GetValue(ScalingPolicyPatch.Of(ScalingPolicy.Default)), p.GetValue(written)));
    }

    [Fact]
    public void Schedules_are_replaced_as_a_whole_and_removed_by_an_empty_list()
    {
        var policy = Changed(ScalingPolicy.Default, new ScalingPolicyPatch { Schedules = [Office] });

        Assert.Equal("office", Assert.Single(Changed(policy, new ScalingPolicyPatch { MaxReplicas = 6 }).Schedules).Name);
        Assert.Empty(Changed(policy, new ScalingPolicyPatch { Schedules = [] }).Schedules);
    }

    [Fact]
    public void Every_number_has_its_range_and_every_violation_is_listed()
    {
        var violations = Refused(ScalingPolicy.Default, new ScalingPolicyPatch
        {
            Mode = (ScalingMode)7,
            MinReplicas = -1,
            MaxReplicas = 0,
            TargetRpsPerReplica = 10_001,
            MaxP95LatencyMs = 30_001,
            MaxCpuPercent = 100.5,
            MaxMemoryPercent = double.NaN,
            MaxConnPerReplica = 0,
            ScaleOutThresholdPct = 101,
            ScaleInThresholdPct = 0,
            WindowSeconds = 0,
            CooldownSeconds = -1,
            MaxScaleOutStep = 101,
            MaxScaleInStep = -1,
            StabilizationWindowSeconds = 86_401,
            ScaleToZeroAfterSeconds = 59,
        });

        Assert.Equal(
            [
                "mode", "min_replicas", "max_replicas", "target_rps_per_replica", "max_p95_latency_ms", "max_cpu_percent", "max_memory_percent",
                "max_conn_per_replica", "scale_out_threshold_pct", "scale_in_threshold_pct", "window_seconds", "cooldown_seconds", "max_scale_out_step",
                "max_scale_in_step", "stabilization_window_seconds", "scale_to_zero_after_seconds",
            ],
            violations.Select(v => v.Field));
        Assert.Equal("must be an integer from 0 to 100, not the number -1", violations[1].Message);
        Assert.Equal("must be a number from 1 to 100, not the number 100.5", violations[5].Message);
    }

    [Fact]
    public void Bounds_that_cross_are_refused_at_the_field_that_was_named()
    {
        var policy = ScalingPolicy.Default with { MinReplicas = 3, MaxReplicas = 6 };

        IsRefused(policy, new() { MinReplicas = 8 }, "min_replicas", "must be at most max_replicas (6, as it was), not 8");
        IsRefused(policy, new() { MaxReplicas = 2 }, "max_replicas", "must be at least min_replicas (3, as it was), not 2");
        IsRefused(policy, new() { MinReplicas = 9, MaxReplicas = 8 }, "max_replicas", "must be at least min_replicas (9), not 8");
        IsRefused(policy, new() { ScaleInThresholdPct = 80 }, "scale_in_threshold_pct", "must be below scale_out_threshold_pct (80, as it was), not 80");
        IsRefused(policy, new() { ScaleOutThresholdPct = 30 }, "scale_out_threshold_pct", "must be above scale_in_threshold_pct (30, as it was), not 30");
    }

    [Theory]
    [InlineData(WorkloadType.Tcp)]
    [InlineData(WorkloadType.Worker)]
    public void Only_what_serves_http_scales_to_zero(WorkloadType type)
    {
        var zero = new ScalingPolicyPatch { MinReplicas = 0 };
        var nightly = new ScalingPolicyPatch { Schedules = [Office with { MinReplicas = 0 }] };

        Assert.Equal(0, Changed(ScalingPolicy.Default, zero).MinReplicas);
        IsRefused(ScalingPolicy.Default, zero, "min_replicas", "only a request through the ingress can wake an application", type);
        IsRefused(ScalingPolicy.Default, nightly, "schedules[0].min_replicas", "only a request through the ingress can wake an application", type);
        var manual = Changed(ScalingPolicy.Default, zero with { Mode = ScalingMode.Manual }, type);
        IsRefused(manual, new() { Mode = ScalingMode.Auto }, "min_replicas", "use 1, or mode manual", type);
    }

    [Fact]
    public void Every_field_of_a_schedule_is_judged()
    {
        var violations = Refused(ScalingPolicy.Default, new ScalingPolicyPatch
        {
            Schedules =
            [
                Office with { Cron = "0 25 * * *", DurationSeconds = 59, TimeZone = "Mars", Name = "a/b" },
                Office with { DurationSeconds = 604_801, MinReplicas = 101, MaxReplicas = 0, Name = "" },
                Office, Office,
                new() { Cron = null, MinReplicas = 6 },
                Office with { Name = null, MinReplicas = null },
                Office with { Name = null, MinReplicas = 4, MaxReplicas = 3 },
                Office with { Name = null, MinReplicas = null, MaxReplicas = 1 },
                null!,
            ],
        });

        Assert.Equal(
            [
                "schedules[0].cron", "schedules[0].duration_seconds", "schedules[0].name", "schedules[0].time_zone",
                "schedules[1].duration_seconds", "schedules[1].max_replicas", "schedules[1].min_replicas", "schedules[1].name",
                "schedules[3].name", "schedules[4].cron", "schedules[4].duration_seconds", "schedules[4].min_replicas", "schedules[5]",
                "schedules[6].max_replicas", "schedules[8]",
            ],
            violations.Select(v => v.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_schedule_fits_the_bounds_it_leaves_in_force()
    {
        var policy = ScalingPolicy.Default with { MinReplicas = 2 };

        IsRefused(policy, new() { Schedules = [Office with { MinReplicas = null, MaxReplicas = 1 }] }, "schedules[0].max_replicas",
            "must be at least the policy's minimum (2), which the schedule leaves in force, not 1");
        var scheduled = Changed(policy, new() { Schedules = [Office with { MinReplicas = 5 }] });
        IsRefused(scheduled, new() { MaxReplicas = 4 }, "schedules[0].min_replicas",
            "must be at most the policy's maximum (4), which the schedule leaves in force, not 5");
    }

    [Fact]
    public void There_are_not_too_many_schedules() => IsRefused(
        ScalingPolicy.Default, new() { Schedules = [.. Enumerable.Repeat(Office with { Name = null }, 21)] }, "schedules", "must have at most 20 entries, not 21");

    [Fact]
    public void A_stored_policy_is_read_again_to_the_last_member()
    {
        var policy = Changed(ScalingPolicy.Default, Everything);

        var read = ScalingPolicyJson.Read(ScalingPolicyJson.Write(policy));

        Assert.Equal(policy.Schedules.AsEnumerable(), read.Schedules);
        Assert.Equal(policy with { Schedules = [] }, read with { Schedules = [] });
        Assert.Equal(ScalingPolicy.Default, ScalingPolicyJson.Read(ScalingPolicyJson.Write(ScalingPolicy.Default)));
    }

    [Fact]
    public void Members_that_are_missing_take_their_default_and_unknown_ones_are_passed_over()
    {
        Assert.Equal(ScalingPolicy.Default with { MaxReplicas = 9 }, ScalingPolicyJson.Read("""{"maxReplicas": 9, "predictive": true}"""));
        var stored = JsonNode.Parse(ScalingPolicyJson.Write(Changed(ScalingPolicy.Default, Everything)))!;
        Assert.Equal("0 8 * * 1-5", (string?)stored["schedules"]![0]!["cron"]);
        Assert.Equal("Manual", (string?)stored["mode"]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"schedules": [null]}""")]
    [InlineData("""{"schedules": [{"cron": "0 8 * *", "durationSeconds": 60}]}""")]
    [InlineData("""{"schedules": [{"cron": "0 8 * * *"}]}""")]
    public void What_is_not_a_policy_of_ours_is_an_error(string json) => Assert.ThrowsAny<JsonException>(() => ScalingPolicyJson.Read(json));

    private static ScalingPolicy Changed(ScalingPolicy policy, ScalingPolicyPatch patch, WorkloadType type = WorkloadType.Http)
    {
        var granted = ScalingPolicyEdit.Apply(policy, patch, type).TryGet(out var changed, out var refusal);
        Assert.True(granted, refusal?.Details);
        return changed!;
    }

    private static IReadOnlyList<Violation> Refused(ScalingPolicy policy, ScalingPolicyPatch patch, WorkloadType type = WorkloadType.Http)
    {
        var refusal = ScalingPolicyEdit.Apply(policy, patch, type).Refusal;
        Assert.Equal(RefusalKind.ValidationFailed, refusal?.Kind);
        return refusal!.Violations;
    }

    private static void IsRefused(
        ScalingPolicy policy, ScalingPolicyPatch patch, string field, string message, WorkloadType type = WorkloadType.Http)
    {
        var violation = Assert.Single(Refused(policy, patch, type));
        Assert.Equal(field, violation.Field);
        Assert.Contains(message, violation.Message, StringComparison.Ordinal);
    }
}
