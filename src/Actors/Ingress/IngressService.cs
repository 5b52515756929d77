using Microsoft.Extensions.Hosting;

namespace Orchestry.Actors.Ingress;

/// <summary>
/// Runs this node's ingress with the host process: it opens when the read model is filled, and closes last but for the store, so that requests
/// are served while another node already leads. A defect in it ends the process: it would go on by routes that are true no more.
/// </summary>
internal sealed class IngressService(IngressLoop loop) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await loop.OpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(stoppingToken);
}
