using Microsoft.Extensions.Hosting;

namespace Orchestry.Actors.Ingress;

/// <summary>
/// Runs this node's ingress with the host process: it opens when the read model is filled, and closes last but for the store, so that requests
/// are served while another node already leads.
/// </summary>
internal sealed class IngressService(IngressLoop loop) : IHostedService
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await loop.OpenAsync(cancellationToken);
        _running = loop.RunAsync(_stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        _stopping.Dispose();
    }
}
