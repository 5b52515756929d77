using Orchestry.Actors.Ingress;
using Orchestry.Core.Ingress;
using Orchestry.Core.Rollout;

namespace Orchestry.Actors.Apps;

/// <summary>Counts, for one rollout or scale-in, what the ingress did meanwhile.</summary>
/// <param name="begin">The application's totals when it began; null while nothing was known of it.</param>
/// <param name="since">When it began.</param>
internal sealed class ChangeTally(AppTraffic? begin, DateTimeOffset since)
{
    private long _drained;
    private int _cut;

    public void Add(DrainReport report)
    {
        _drained += report.Drained;
        _cut += report.Open;
    }

    /// <param name="end">The application's totals now.</param>
    public RolloutTally Read(AppTraffic? end)
    {
        var (requests, failed) = (end?.Requests - begin?.Requests ?? end?.Requests ?? 0, end?.Failed - begin?.Failed ?? end?.Failed ?? 0);
        return new RolloutTally(requests - failed, failed, _drained, _cut, since);
    }
}
