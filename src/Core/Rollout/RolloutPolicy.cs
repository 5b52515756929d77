namespace Orchestry.Core.Rollout;

/// <summary>The <c>rollout</c> part of a specification.</summary>
public sealed record RolloutPolicy
{
    /// <summary>The policy of a document without one.</summary>
    public static RolloutPolicy Default { get; } = new();

    /// <summary>
    /// How long a rollout may go without a further replica becoming ready before it is rolled back to the specification that served before.
    /// Default 300 s; 5 s to 1 day.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(300);
}
