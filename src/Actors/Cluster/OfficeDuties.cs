using Microsoft.Extensions.Logging;
using Orchestry.Core.Cluster;

namespace Orchestry.Actors.Cluster;

/// <summary>What a node sees to when it takes office, tried again while the database fails.</summary>
internal sealed class OfficeDuties(IEnumerable<IOfficeDuty> duties, TimeProvider clock, ILogger<OfficeDuties> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Completes when all is seen to, or the office has ended. Never fails.</summary>
    public async Task PerformAsync(CancellationToken officeEnds)
    {
        foreach (var duty in duties)
        {
            while (!await TryAsync(duty, officeEnds) && !officeEnds.IsCancellationRequested)
            {
                await Task.Delay(Pause, clock, officeEnds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> TryAsync(IOfficeDuty duty, CancellationToken officeEnds)
    {
        try
        {
            await duty.PerformAsync(officeEnds);
            return true;
        }
        catch (OperationCanceledException) when (officeEnds.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception error) // whatever it is: what a part needs must not end an office
        {
            log.DutyFailed(duty.GetType().Name, error.Message);
            return false;
        }
    }
}
