using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Ingress;

/// <summary>How a replica's last requests ended, all nodes together.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="Drained">Requests it answered after it had left the routes.</param>
/// <param name="Open">Requests and connections that were still open when its time was over; 0 when it was drained.</param>
internal sealed record DrainReport(ReplicaId Replica, long Drained, int Open);
