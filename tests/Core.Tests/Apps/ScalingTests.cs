using Orchestry.Core.Scaling.Schedules;

namespace Orchestry.Core.Tests.Apps;

public sealed class ScalingTests
{
    [Theory]
    [InlineData("mode", "\"Auto\"", "must be auto or manual, not 'Auto'")]
    [InlineData("minReplicas", "-1", "must be an integer from 0 to 100")]
    [InlineData("maxReplicas", "0", "must be an integer from 1 to 100")]
    [InlineData("maxReplicas", "101", "must be an integer from 1 to 100")]
    [InlineData("targetRPSPerReplica", "10001", "from 1 to 10000")]
    [InlineData("targetRpsPerReplica", "1", "did you mean 'targetRPSPerReplica'?")]
    [InlineData("maxP95LatencyMs", "30001", "from 1 to 30000")]
    [InlineData("maxCPUPercent", "100.1", "must be a number from 1 to 100, not the number 100.1")]
    [InlineData("maxCPUPercent", "1e999", "must be a number from 1 to 100")]
    [InlineData("maxMemoryPercent", "\"75\"", "write it without quotes")]
    [InlineData("maxConnPerReplica", "0", "from 1 to 100000")]
    [InlineData("scaleOutThresholdPct", "101", "from 1 to 100")]
    [InlineData("scaleInThresholdPct", "80", "must be below scaleOutThresholdPct (80 by default), not 80")]
    [InlineData("windowSeconds", "0", "from 1 to 86400")]
    [InlineData("cooldownSeconds", "-1", "from 0 to 86400")]
    [InlineData("maxScaleOutStep", "101", "from 0 to 100")]
    [InlineData("maxScaleInStep", "1.5", "must be an integer from 0 to 100, not the number 1.5")]
    [InlineData("stabilizationWindowSeconds", "86401", "from 0 to 86400")]
    [InlineData("scaleToZeroAfterSeconds", "59", "must be an integer from 60 to 86400, not the number 59")]
    [InlineData("scaleToZeroAfterSeconds", "86401", "from 60 to 86400")]
    [InlineData("schedules", "{}", "must be a list, not an object")]
    [InlineData("max_replicas", "5", "did you mean 'maxReplicas'?")]
    public void Each_field_has_its_range(string field, string json, string message) =>
        new ADocument().With($"scaling.{field}", json).IsRefused($"scaling.{field}", message);

    [Fact]
    public void The_most_replicas_are_at_least_the_fewest() =>
        new ADocument().With("scaling.minReplicas", "8").IsRefused("scaling.maxReplicas", "must be at least minReplicas (8), not 5 by default");

    [Fact]
    public void Thresholds_that_cross_are_refused_naming_the_default() =>
        new ADocument().With("scaling.scaleOutThresholdPct", "20")
            .IsRefused("scaling.scaleInThresholdPct", "must be below scaleOutThresholdPct (20), not 30 by default");

    [Fact]
    public void No_replica_at_all_may_be_the_minimum_of_people() =>
        Assert.Equal(0, new ADocument().With("scaling", """{"mode": "manual", "minReplicas": 0}""").Spec.Scaling.MinReplicas);

    [Fact]
    public void An_http_application_may_scale_to_zero() =>
        Assert.Equal(0, new ADocument().With("scaling.minReplicas", "0").Spec.Scaling.MinReplicas);

    [Theory]
    [InlineData("tcp")]
    [InlineData("worker")]
    public void What_nothing_can_wake_keeps_a_replica(string type)
    {
        const string Message = "must be at least 1 in mode auto: only a request through the ingress can wake an application";

        new ADocument().With("spec.type", $"\"{type}\"").With("spec.ports[0].protocol", "\"TCP\"").With("scaling.minReplicas", "0")
            .With("healthCheck.protocol", "\"TCP\"").IsRefused("scaling.minReplicas", Message);
        new ADocument().With("spec.type", $"\"{type}\"").With("spec.ports[0].protocol", "\"TCP\"").With("healthCheck.protocol", "\"TCP\"")
            .With("scaling.schedules", """[{"cron": "0 22 * * *", "durationSeconds": 3600, "minReplicas": 0}]""").IsRefused("scaling.schedules[0].minReplicas", Message);
    }

    [Fact]
    public void Schedules_are_read_with_their_defaults()
    {
        var scaling = new ADocument().With("scaling", """
            {
              "maxReplicas": 9, "scaleToZeroAfterSeconds": 900,
              "schedules": [
                { "name": "office", "cron": "0 8 * * mon-fri", "durationSeconds": 36000, "timeZone": "Europe/Berlin", "minReplicas": 3, "maxReplicas": 20 },
                { "cron": "@daily", "durationSeconds": 60, "maxReplicas": 2 }
              ]
            }
            """).Spec.Scaling;

        Assert.Equal(900, scaling.ScaleToZeroAfterSeconds);
        Assert.Equal(
            [
                new ScalingSchedule { Name = "office", Cron = CronExpression.Parse("0 8 * * mon-fri"), DurationSeconds = 36_000, TimeZone = "Europe/Berlin", MinReplicas = 3, MaxReplicas = 20 },
                new ScalingSchedule { Cron = CronExpression.Parse("@daily"), DurationSeconds = 60, TimeZone = "UTC", MaxReplicas = 2 },
            ],
            scaling.Schedules);
    }

    [Theory]
    [InlineData("cron", "null", "is required and must not be null")]
    [InlineData("cron", "\"0 8 * *\"", "must have five fields (minute, hour, day of month, month, day of week), not 4")]
    [InlineData("durationSeconds", "null", "is required and must not be null")]
    [InlineData("durationSeconds", "59", "must be an integer from 60 to 604800, not the number 59")]
    [InlineData("durationSeconds", "604801", "from 60 to 604800")]
    [InlineData("timeZone", "\"Europe/Atlantis\"", "must be a time zone of the IANA database, such as UTC or Europe/Berlin, not 'Europe/Atlantis'")]
    [InlineData("timeZone", "\"/etc/passwd\"", "must be a time zone of the IANA database")]
    [InlineData("timeZone", "\"\"", "must be a time zone of the IANA database")]
    [InlineData("name", "\"a/b\"", "must consist of letters, digits, spaces, hyphens, underscores and dots, not 'a/b'")]
    [InlineData("name", "\"\"", "must have 1 to 63 characters, not 0")]
    [InlineData("minReplicas", "101", "from 0 to 100")]
    [InlineData("minReplicas", "6", "must be at most the policy's maximum (5), which the schedule leaves in force, not 6")]
    [InlineData("maxReplicas", "2", "must be at least the schedule's minimum (3), not 2")]
    [InlineData("until", "\"18:00\"", "'until' is not a field of scaling.schedules[0]")]
    public void Each_field_of_a_schedule_is_judged(string field, string json, string message) =>
        new ADocument().With("scaling.schedules", """[{"cron": "0 8 * * *", "durationSeconds": 3600, "minReplicas": 3}]""")
            .With($"scaling.schedules[0].{field}", json).IsRefused($"scaling.schedules[0].{field}", message);

    [Fact]
    public void A_schedule_without_a_bound_is_refused() =>
        new ADocument().With("scaling.schedules", """[{"cron": "0 8 * * *", "durationSeconds": 3600}]""")
            .IsRefused("scaling.schedules[0]", "must have minReplicas or maxReplicas, else it has no effect");

    [Fact]
    public void A_name_is_given_to_one_schedule_only() =>
        new ADocument().With("scaling.schedules", $"[{string.Join(',', Enumerable.Repeat("""{"name": "a", "cron": "@daily", "durationSeconds": 60, "minReplicas": 2}""", 2))}]")
            .IsRefused("scaling.schedules[1].name", "is the name of an earlier schedule");

    [Fact]
    public void There_are_not_too_many_schedules() =>
        new ADocument().With("scaling.schedules", $"[{string.Join(',', Enumerable.Repeat("""{"cron": "@daily", "durationSeconds": 60, "minReplicas": 2}""", 21))}]")
            .IsRefused("scaling.schedules", "must have at most 20 entries, not 21");
}
