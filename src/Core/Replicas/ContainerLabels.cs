namespace Orchestry.Core.Replicas;

/// <summary>The labels by which a controller knows its containers, networks and volumes again.</summary>
public static class ContainerLabels
{
    /// <summary>The controller cluster that owns it. Nothing without this label, with our value, is ever touched.</summary>
    public const string Cluster = "orchestry.cluster";

    /// <summary>The application's name.</summary>
    public const string App = "orchestry.app";

    /// <summary>The slot.</summary>
    public const string Replica = "orchestry.replica";

    /// <summary>The attempt.</summary>
    public const string Attempt = "orchestry.attempt";

    /// <summary>The revision of the specification it was made from.</summary>
    public const string Revision = "orchestry.revision";

    /// <summary>The term of the leader that made it.</summary>
    public const string Term = "orchestry.term";
}
