using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Scaling.Explained;

namespace Orchestry.Actors.Scaling;

/// <summary>What the autoscaler is told.</summary>
internal static class ScalingProtocol
{
    /// <summary>A decision is durable, and the supervisor carries it out.</summary>
    public sealed record Scaled(AppName App);

    /// <summary>A decision was not carried out: it was overtaken, or could not be written.</summary>
    public sealed record Refused(AppName App, Refusal Why);

    internal sealed record Check;

    internal sealed record Look;

    internal sealed record Explained(IReadOnlyList<(WatchedApp App, DecisionWrite Write)> Writes, string? Error);
}
