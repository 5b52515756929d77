using Orchestry.ClusterRig.Traffic;

namespace Orchestry.Benchmarks.Rollout;

/// <summary>What a run showed.</summary>
/// <param name="Kept">Requests on kept connections.</param>
/// <param name="Brief">Requests on a connection each.</param>
/// <param name="Sessions">WebSocket sessions.</param>
/// <param name="Rounds">Rounds that were finished.</param>
/// <param name="Changes">How often what was done.</param>
/// <param name="Retried">Requests that the ingress brought to a second replica, as far as its processes live.</param>
/// <param name="Told">What the product's own events say.</param>
/// <param name="Took">The whole time.</param>
internal sealed record RolloutResult(
    TrafficCount Kept, TrafficCount Brief, SessionKeeper Sessions, int Rounds, IReadOnlyDictionary<string, int> Changes, long Retried, ToldByProduct Told,
    TimeSpan Took)
{
    public long Requests => Kept.Requests + Brief.Requests;

    public long Failed => Kept.Failed + Brief.Failed;

    public bool IsKept => Failed == 0 && Sessions.Failures.Count == 0;
}

/// <summary>The sum of the product's events about rollouts and scale-ins.</summary>
internal sealed record ToldByProduct(int Changes, long Served, long Failed, long Drained, long Cut);
