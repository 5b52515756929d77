using Orchestry.Storage.Postgres;

namespace Orchestry.Host.Settings;

/// <summary>One controller's place in its cluster.</summary>
public sealed record ClusterSettings
{
    /// <summary>Its name, unique in the cluster: 1 to 63 letters, digits, dots, hyphens and underscores.</summary>
    public required string NodeId { get; init; }

    /// <summary>The machine it runs on, for people.</summary>
    public required string Hostname { get; init; }

    /// <summary>Where clients reach its API, without a slash at the end; null: at the address it listens on, whose port is not known yet.</summary>
    public required string? ApiUrl { get; init; }

    /// <summary>The times of leadership.</summary>
    public required LeaseOptions Lease { get; init; }
}
