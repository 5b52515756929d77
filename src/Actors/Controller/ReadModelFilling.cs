using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestry.Actors.Apps;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Orchestration;

namespace Orchestry.Actors.Controller;

/// <summary>
/// Lets the server, which starts after it, begin only when every stored application is in the read model: the first clients after a restart
/// must not be told that it does not exist. A supervisor puts its application there before it answers anything.
/// </summary>
internal sealed class ReadModelFilling(ControllerService controller, ControllerPorts ports, ILogger<ReadModelFilling> log) : IHostedService
{
    // One application whose supervisor can't begin must not keep the others from being served.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(controller.StoredApps.Select(app => FillAsync(app, cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task FillAsync(string app, CancellationToken cancellationToken)
    {
        try
        {
            if (AppName.TryParse(app, out var name) && ports.ReadModel.Find(name) is null)
            {
                await controller.Actor.Ask<Outcome<AppProtocol.Replicas>>(new AppProtocol.GetReplicas(name), Patience, cancellationToken);
            }
        }
        catch (AskTimeoutException)
        {
            log.ServedWithout(app);
        }
    }
}
