using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling;

namespace Orchestry.Core.Apps;

/// <summary>What of a scaling policy can't be had by an application of which only one container may run at a time.</summary>
internal static class ExclusiveRule
{
    /// <summary>What the policy breaks, in the words of the requests that set policies; empty: nothing.</summary>
    public static IReadOnlyList<Violation> Problems(AppSpec spec, ScalingPolicy policy)
    {
        var problems = new List<Violation>();
        if (spec.Type == WorkloadType.Job)
        {
            if (policy.Mode == ScalingMode.Auto)
            {
                problems.Add(new Violation("mode", "must be manual for a job, which runs once"));
            }

            if (policy.MinReplicas != 1)
            {
                problems.Add(new Violation("min_replicas", $"must be 1, not {policy.MinReplicas}: a job runs once"));
            }
        }

        if (spec.IsExclusive && policy.MaxReplicas > 1)
        {
            problems.Add(new Violation("max_replicas", TooMany(spec, policy.MaxReplicas)));
        }

        if (spec.IsExclusive && policy.Schedules.Any(s => s.MinReplicas > 1 || s.MaxReplicas > 1))
        {
            problems.Add(new Violation("schedules", "must not ask for more than 1 replica, since only one of its containers can run at a time"));
        }

        return problems;
    }

    /// <summary>Why there can't be so many.</summary>
    public static string TooMany(AppSpec spec, int replicas) => spec.Type == WorkloadType.Job
        ? $"must be 1, not {replicas}: a job runs once"
        : $"must be 1, not {replicas}: {PublishedBy(spec)}, and no two containers can have the same port of the host";

    /// <summary>The first port of the host that it has, in words.</summary>
    public static string PublishedBy(AppSpec spec)
    {
        var port = spec.Ports.First(p => p.Published is not null);
        return $"port {port.ContainerPort} is published as port {port.Published!.Port} of the host";
    }
}
