namespace Orchestry.Contracts.Ring;

/// <summary>Answer of <c>POST /deployments</c>, and of <c>DELETE /deployments/{id}</c>.</summary>
/// <param name="Id">What the cluster calls it.</param>
/// <param name="Name">Its name in its namespace.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Status">Its state in one word: <c>creating</c> of a new one, <c>deleted</c> of one that goes.</param>
public sealed record RingDeploymentReply(string Id, string Name, string Namespace, string Status);
