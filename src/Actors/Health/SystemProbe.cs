using Orchestry.Actors.Controller;
using Orchestry.Core.Engine;
using Orchestry.Core.Health;
using Orchestry.Core.Journal;

namespace Orchestry.Actors.Health;

/// <summary>Asks database and engine whether they are well, each for two seconds at most.</summary>
internal sealed class SystemProbe(ControllerPorts ports) : ISystemProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly long _startedAt = ports.Clock.GetTimestamp();

    public async Task<SystemHealth> CheckAsync(CancellationToken cancellationToken)
    {
        var databaseAsked = CheckDatabaseAsync(cancellationToken);
        var engineAsked = CheckEngineAsync(cancellationToken);
        var (database, responseMs) = await databaseAsked;
        var engine = await engineAsked;
        return new SystemHealth(
            ports.Clock.GetElapsedTime(_startedAt),
            database,
            responseMs,
            engine,
            engine.IsHealthy ? ports.ReadModel.Apps.Sum(a => a.CurrentReplicas) : null);
    }

    private async Task<(ComponentHealth Health, double? ResponseMs)> CheckDatabaseAsync(CancellationToken cancellationToken)
    {
        var askedAt = ports.Clock.GetTimestamp();
        using var deadline = Deadline(cancellationToken, out var timeout);
        using (timeout)
        {
            try
            {
                await ports.Store.PingAsync(deadline.Token);
                return (new ComponentHealth(true, null), Math.Round(ports.Clock.GetElapsedTime(askedAt).TotalMilliseconds, 2));
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
                var info = await ports.Engine.GetInfoAsync(deadline.Token);
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
        timeout = new CancellationTokenSource(Patience, ports.Clock);
        return CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
    }
}
