namespace Orchestry.Core.Replicas;

/// <summary>What is known of one attempt when a plan is made.</summary>
/// <param name="Phase">Where it stands.</param>
/// <param name="ReadyFor">How long it was ready without a break until now, or until it failed.</param>
/// <param name="Failure">Why it ended, when nobody asked it to.</param>
/// <param name="LastError">What its last failed probe, start or pull said; null when all is well.</param>
/// <param name="MayServe">
/// Whether it may be serving although its phase does not say so: an earlier controller made it, and it has not been probed since. Nothing may
/// be decided against it on that little knowledge.
/// </param>
public sealed record AttemptState(
    ReplicaPhase Phase, TimeSpan ReadyFor = default, ReplicaFailure? Failure = null, string? LastError = null,
    bool MayServe = false)
{
    /// <summary>An attempt that was decided on and of which nothing has been seen yet.</summary>
    public static AttemptState Unseen { get; } = new(ReplicaPhase.Waiting);

    /// <summary>Whether it has, or will have, a container that is not leaving.</summary>
    public bool IsAlive => Phase < ReplicaPhase.Draining;
}
