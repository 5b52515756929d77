namespace Orchestry.Core.Replicas;

/// <summary>The labels by which a controller knows its containers, networks and volumes again.</summary>
public static class ContainerLabels
{
    /// <summary>The controller cluster that owns it. Nothing without this label, with our value, is ever touched.</summary>
    public const string Cluster = "orchestry.cluster";

    /// <summary>What the application is called in the cluster.</summary>
    public const string App = "orchestry.app";

    /// <summary>The application's namespace.</summary>
    public const string Namespace = "orchestry.namespace";

    /// <summary>The same as <see cref="App"/>, where programs that know deployments look for it.</summary>
    public const string Deployment = "ring_deployment";

    private const string OwnPrefix = "orchestry.";

    /// <summary>Whether a label is one of ours, or may become one: a user's must never be taken for it.</summary>
    public static bool IsReserved(string key) => key.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase) || key == Deployment;

    /// <summary>The slot.</summary>
    public const string Replica = "orchestry.replica";

    /// <summary>The attempt.</summary>
    public const string Attempt = "orchestry.attempt";

    /// <summary>The revision of the specification it was made from.</summary>
    public const string Revision = "orchestry.revision";

    /// <summary>The term of the leader that made it.</summary>
    public const string Term = "orchestry.term";
}
