namespace Orchestry.Core.Rollout;

/// <summary>A rollout that is under way, as part of an application's desired state.</summary>
/// <param name="From">The specification that served before; kept until the rollout is over.</param>
/// <param name="To">The specification that replicas are moved to.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="ProgressedAt">When it began, or when more replicas of the new specification were last ready than ever before.</param>
/// <param name="Ready">Replicas of the new specification that were ready then: the most there were at once.</param>
/// <param name="IsRollback">Whether it leads back to a specification that served before one that did not become healthy.</param>
/// <param name="IsStalled">Whether its deadline has passed with nothing to go back to.</param>
public sealed record RolloutRecord(
    int From, int To, DateTimeOffset StartedAt, DateTimeOffset ProgressedAt, int Ready = 0, bool IsRollback = false, bool IsStalled = false);
