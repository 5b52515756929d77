using Orchestry.Core.Health;

namespace Orchestry.Http.Orchestry.Health;

/// <summary>
/// The system's health, asked for at most once a second however many clients want it: <c>/health</c> is not rate limited, and asking
/// costs the database and the engine a question each.
/// </summary>
internal sealed class RecentSystemHealth(ISystemProbe probe, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Task<SystemHealth>? _answer;
    private long _askedAt;

    public Task<SystemHealth> GetAsync(CancellationToken cancellationToken)
    {
        Task<SystemHealth> answer;
        lock (_gate)
        {
            if (_answer is null || _answer.IsFaulted || _answer.IsCanceled || time.GetElapsedTime(_askedAt) >= Freshness)
            {
                _askedAt = time.GetTimestamp();

                // The question belongs to all who wait for it, so no single one of them may cancel it; the probe bounds its own time.
                _answer = probe.CheckAsync(CancellationToken.None);
            }

            answer = _answer;
        }

        return answer.WaitAsync(cancellationToken);
    }
}
