using Orchestry.Core.Ingress;

namespace Orchestry.Ingress;

/// <summary>The ingress of an operator who has one of his own: takes no requests and counts none.</summary>
internal sealed class NoIngress : IIngress
{
    public IngressState State { get; } = new(IngressMode.None, 0);

    public Uri? Address => null;

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> ApplyAsync(RoutingTable table, CancellationToken cancellationToken) => Task.FromResult(true);

    public IngressTraffic ReadTraffic() => IngressTraffic.None;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
