using Orchestry.Core.Apps;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Tests.Apps;

public sealed class JobSpecTests
{
    [Fact]
    public void A_job_needs_no_port_is_scaled_by_nobody_and_probed_by_nobody()
    {
        var spec = Job().Spec;

        Assert.Equal(WorkloadType.Job, spec.Type);
        Assert.Equal((ScalingMode.Manual, 1, 1), (spec.Scaling.Mode, spec.Scaling.MinReplicas, spec.Scaling.MaxReplicas));
        Assert.Empty(spec.HealthChecks);
        Assert.True(spec.IsExclusive);
    }

    [Theory]
    [InlineData("scaling.mode", "\"auto\"", "must be manual for a job, which runs once")]
    [InlineData("scaling.minReplicas", "0", "must be 1, not 0: a job runs once")]
    [InlineData("scaling.maxReplicas", "2", "must be 1, not 2: a job runs once")]
    [InlineData("healthCheck", "{\"protocol\": \"COMMAND\", \"command\": [\"ok\"]}", "is not for type job: a job is judged by its exit code")]
    [InlineData("healthChecks", "[]", "is not for type job: a job is judged by its exit code")]
    [InlineData("spec.ingress", "{\"path\": \"/job\"}", "has an effect for type http only")]
    public void What_makes_no_sense_for_a_job_is_refused(string field, string json, string message) =>
        Job().With(field, json).IsRefused(field, message);

    [Fact]
    public void A_job_with_a_manual_policy_of_one_replica_says_what_is_so_anyway() =>
        Assert.Equal(1, Job().With("scaling", """{"mode": "manual", "minReplicas": 1, "maxReplicas": 1}""").Spec.Scaling.MaxReplicas);

    [Fact]
    public void What_ran_for_ever_is_replaced_by_what_runs_once_and_the_other_way_round()
    {
        var worker = new ADocument().With("spec.type", "\"worker\"").Without("spec", "ports").Spec;

        Assert.True(SpecChange.NeedsReplacement(worker, Job().Spec));
        Assert.True(SpecChange.NeedsReplacement(Job().Spec, worker));
    }

    private static ADocument Job() => new ADocument().With("spec.type", "\"job\"").Without("spec", "ports");
}
