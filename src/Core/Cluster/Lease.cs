namespace Orchestry.Core.Cluster;

/// <summary>The right to lead until a time. All times are by the database's clock.</summary>
/// <param name="Leader">Who holds it.</param>
/// <param name="Term">The term of office; each acquisition has a higher one.</param>
/// <param name="AcquiredAt">When the term began.</param>
/// <param name="RenewedAt">When it was last renewed.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
public sealed record Lease(ClusterNode Leader, long Term, DateTimeOffset AcquiredAt, DateTimeOffset RenewedAt, DateTimeOffset ExpiresAt);
