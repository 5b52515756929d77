using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Health;

/// <summary>Asks database and engine whether they are well, each for two seconds at most.</summary>
internal sealed class SystemProbe(IStore store, IContainerEngine engine, IIngress ingress, IReadModel model, TimeProvider clock) : ISystemProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly long _startedAt = clock.GetTimestamp();

    public async Task<SystemHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var databaseAsked = CheckDatabaseAsync(cancellationToken);
        var engineAsked = CheckEngineAsync(cancellationToken);
        var (database, responseMs) = await databaseAsked;
        var engineHealth = await engineAsked;
        return new SystemHealth(
            clock.GetElapsedTime(_startedAt),
            database,
            responseMs,
            engineHealth,
            engineHealth.IsHealthy ? model.Apps.Sum(a => a.CurrentReplicas) : null)
        {
            Ingress = ingress.State,
        };
    }

    private async Task<(ComponentHealth Health, double? ResponseMs)> CheckDatabaseAsync(CancellationToken cancellationToken)
    {
        var askedAt = clock.GetTimestamp();
        using var deadline = Deadline(cancellationToken, out var timeout);
        using (timeout)
        {
            try
            {
                await store.PingAsync(deadline.Token);
                return (new ComponentHealth(true, null), Math.Round(clock.GetElapsedTime(askedAt).TotalMilliseconds, 2));
            }
            catch (StoreException error)
            {
                return (new ComponentHealth(false, error.Message), null);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (new ComponentHealth(false, "The database does not answer"), null);
            }
        }
    }

    private async Task<ComponentHealth> CheckEngineAsync(CancellationToken cancellationToken)
    {
        using var deadline = Deadline(cancellationToken, out var timeout);
        using (timeout)
        {
            try
            {
                var info = await engine.GetInfoAsync(deadline.Token);
                return new ComponentHealth(info.IsSuccess, info.Fault?.Message);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new ComponentHealth(false, "The container engine does not answer");
            }
        }
    }

    private CancellationTokenSource Deadline(CancellationToken cancellationToken, out CancellationTokenSource timeout)
    {
        timeout = new CancellationTokenSource(Patience, clock);
        return CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
    }
}
