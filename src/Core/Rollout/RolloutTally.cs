namespace Orchestry.Core.Rollout;

/// <summary>What the ingress counted while an application's replicas changed, all nodes together.</summary>
/// <param name="Served">Requests answered by replicas.</param>
/// <param name="Failed">Requests that got no answer of a replica.</param>
/// <param name="Drained">Requests that replicas answered after they had left the routes.</param>
/// <param name="Cut">Requests and connections still open when their replica's time to drain was over.</param>
/// <param name="Since">From when on it was counted: when the change began, or when this leader took over.</param>
public sealed record RolloutTally(long Served, long Failed, long Drained, int Cut, DateTimeOffset Since);
