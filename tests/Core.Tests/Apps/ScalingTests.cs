namespace Orchestry.Core.Tests.Apps;

public sealed class ScalingTests
{
    [Theory]
    [InlineData("mode", "\"Auto\"", "must be auto or manual, not 'Auto'")]
    [InlineData("minReplicas", "-1", "must be an integer from 0 to 100")]
    [InlineData("minReplicas", "0", "must be at least 1 in mode auto: scaling to zero needs an autoscaler")]
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
}
