namespace Orchestry.Contracts.Ring;

/// <summary>A deployment in the answer of <c>GET /deployments</c>.</summary>
/// <param name="Id">What the cluster calls it: its name, or that with a suffix where a deployment of another namespace had the name first.</param>
/// <param name="Name">Its name in its namespace.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Image">The image of its containers.</param>
/// <param name="Runtime"><c>docker</c>.</param>
/// <param name="Kind"><c>worker</c> or <c>job</c>.</param>
/// <param name="Replicas">How many replicas are wanted.</param>
/// <param name="Status">Its state in one word.</param>
/// <param name="Instances">Ids of the containers that run.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="RestartCount">How often its replicas were replaced after failures; forgiven when they have been well for a while.</param>
public sealed record RingDeploymentSummary(
    string Id, string Name, string Namespace, string Image, string Runtime, string Kind, int Replicas, string Status, IReadOnlyList<string> Instances,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int RestartCount);
