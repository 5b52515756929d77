using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Engine;

/// <summary>The bridge network that applications' containers share; made sure of once, and again after it was found missing.</summary>
internal sealed class ApplicationNetwork(IContainerEngine engine, string name, string subnet, string cluster)
{
    private volatile bool _isThere;

    public string Name => name;

    /// <summary>The fault, or null when the network is there. Concurrent first calls may all ask: ensuring is idempotent.</summary>
    public async Task<EngineFault?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isThere)
        {
            return null;
        }

        var labels = new Dictionary<string, string> { [ContainerLabels.Cluster] = cluster };
        var network = await engine.EnsureNetworkAsync(new NetworkSpec(name, subnet, labels), cancellationToken);
        _isThere = network.IsSuccess;
        return network.Fault;
    }

    /// <summary>Somebody removed it: the next call looks again.</summary>
    public void Forget() => _isThere = false;
}
