using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Health;

/// <summary>What the sharing of probe figures is told.</summary>
internal static class ReadingsProtocol
{
    /// <summary>The figures of an application's probes are new; they replace all of its earlier ones.</summary>
    public sealed record Changed(AppReadings App);

    internal sealed record Post;

    internal sealed record Posted;

    internal sealed record PostFailed(Exception Error);
}
