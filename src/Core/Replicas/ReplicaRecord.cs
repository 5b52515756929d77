namespace Orchestry.Core.Replicas;

/// <summary>One attempt that the leader decided on. It is durable before its container is created, so a container always has a record.</summary>
/// <param name="Slot">The slot it fills, from 1.</param>
/// <param name="Attempt">Its number in the application's life, from 1.</param>
/// <param name="SpecRevision">The specification it is made from.</param>
/// <param name="Engine">The engine it runs on.</param>
/// <param name="Restarts">Failures in a row of its slot that led to it; 0 for a first attempt or after a healthy spell.</param>
/// <param name="NotBefore">When it may be started; the end of its back-off.</param>
/// <param name="Cause">The failure of the attempt before it, while that is not forgiven; null for a first attempt.</param>
public sealed record ReplicaRecord(
    int Slot, int Attempt, int SpecRevision, string Engine, int Restarts, DateTimeOffset NotBefore, ReplicaFailure? Cause = null);
