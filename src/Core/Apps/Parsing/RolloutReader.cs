using Orchestry.Core.Rollout;

namespace Orchestry.Core.Apps.Parsing;

/// <summary>Reads <c>rollout</c>.</summary>
internal static class RolloutReader
{
    public static RolloutPolicy Read(SpecValue value) =>
        value.Object("deadlineSeconds") is { } fields && fields["deadlineSeconds"].Integer(5, 86_400) is { } seconds
            ? new RolloutPolicy { Deadline = TimeSpan.FromSeconds(seconds) }
            : RolloutPolicy.Default;
}
