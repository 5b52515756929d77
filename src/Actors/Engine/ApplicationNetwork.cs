using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Engine;

/// <summary>The bridge network that applications' containers share; made sure of once, and again after it was found missing.</summary>
internal sealed class ApplicationNetwork(IContainerEngine engine, string name, string subnet, string cluster) : IDisposable
{
    // Two creations at once would collide in their addresses: the second caller waits for the first one's network.
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile bool _isThere;

    public string Name => name;

    /// <summary>The fault, or null when the network is there.</summary>
    public async Task<EngineFault?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isThere)
        {
            return null;
        }

        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return _isThere ? null : await CreateAsync(cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Somebody removed it: the next call looks again.</summary>
    public void Forget() => _isThere = false;

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<EngineFault?> CreateAsync(CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string> { [ContainerLabels.Cluster] = cluster };
        var network = await engine.EnsureNetworkAsync(new NetworkSpec(name, subnet, labels), cancellationToken);
        _isThere = network.IsSuccess;
        return network.Fault is { } fault
            ? fault with { Advice = $"{fault.Advice} The network's name and addresses are set by DOCKER_NETWORK and DOCKER_SUBNET ({subnet})." }
            : null;
    }
}
