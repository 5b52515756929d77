using Orchestry.Core.Apps;

namespace Orchestry.Core.Replicas;

/// <summary>What a planner has to know of a specification.</summary>
/// <param name="IsJob">Whether a container that ended has done its work, so that none follows it.</param>
/// <param name="IsExclusive">Whether a container must be gone before its successor is made, as they can't run at the same time.</param>
public readonly record struct RunPolicy(bool IsJob, bool IsExclusive)
{
    /// <summary>The policy of an application with this specification.</summary>
    public static RunPolicy Of(AppSpec spec) => new(spec.Type == WorkloadType.Job, spec.IsExclusive);
}
