using Orchestry.Core.Replicas;

namespace Orchestry.Core.Ingress;

/// <summary>A replica that may be given requests.</summary>
/// <param name="Replica">Which attempt of which slot.</param>
/// <param name="Address">Its IPv4 address on the application network.</param>
/// <param name="Port">The port that takes the traffic.</param>
public sealed record RouteEndpoint(ReplicaId Replica, string Address, int Port);
