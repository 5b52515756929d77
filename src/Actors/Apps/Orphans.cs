using Microsoft.Extensions.Logging;
using Orchestry.Core.Engine;

namespace Orchestry.Actors.Apps;

/// <summary>Removes containers of this cluster that nothing claims. What fails is found again by the next look at the engine.</summary>
internal static class Orphans
{
    public static async Task RemoveAsync(IContainerEngine engine, ContainerSnapshot container, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            var removed = await engine.RemoveContainerAsync(container.Id, force: true, cancellationToken);
            if (!removed.IsSuccess)
            {
                log.OrphanStays(container.Name, removed.Fault.ToString());
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.OrphanStays(container.Name, "the controller is stopping");
        }
    }
}
