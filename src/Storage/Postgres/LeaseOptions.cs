namespace Orchestry.Storage.Postgres;

/// <summary>The times of leadership.</summary>
public sealed class LeaseOptions
{
    /// <summary>
    /// How long a lease lasts (<c>CLUSTER_LEASE_SECONDS</c>). Default 5 s; 2 s to 60 s. A leader that freezes or is cut off is deposed after
    /// it; one that dies is followed at once, whatever it is.
    /// </summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause between two renewals, and between two heartbeats of any node: a fifth of the lease.</summary>
    public TimeSpan RenewInterval => Duration / 5;

    /// <summary>
    /// How much earlier than the database a leader holds its own lease to be over, counted on its own monotonic clock from before the renewal
    /// was sent: a fifth of the lease, for the work that is stopped then.
    /// </summary>
    public TimeSpan Margin => Duration / 5;

    /// <summary>A node without a sign of life for this long counts as unhealthy: two leases.</summary>
    public TimeSpan NodeSilence => Duration * 2;
}
