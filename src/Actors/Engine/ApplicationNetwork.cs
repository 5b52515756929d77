using Orchestry.Core.Engine;

namespace Orchestry.Actors.Engine;

/// <summary>The bridge network that the containers of a namespace share; made sure of once, and again after it was found missing.</summary>
/// <param name="engine">The engine.</param>
/// <param name="wish">The network; its subnet is not asked for.</param>
/// <param name="subnets">Its addresses in CIDR form, the best first: the first that the engine takes. A null lets the engine choose.</param>
/// <param name="advice">By which settings its name and addresses are set, for whoever reads of a failure.</param>
internal sealed class ApplicationNetwork(IContainerEngine engine, NetworkSpec wish, IEnumerable<string?> subnets, string advice) : IDisposable
{
    // Two creations at once would collide in their addresses: the second caller waits for the first one's network.
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile bool _isThere;

    public string Name => wish.Name;

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

    /// <summary>Removes it; one that is in use, or that the engine won't remove, stays.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            _isThere = false;
            await engine.RemoveNetworkAsync(Name, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<EngineFault?> CreateAsync(CancellationToken cancellationToken)
    {
        EngineFault? last = null;
        foreach (var subnet in subnets)
        {
            var network = await engine.EnsureNetworkAsync(wish with { Subnet = subnet }, cancellationToken);
            if (network.IsSuccess)
            {
                _isThere = true;
                return null;
            }

            last = network.Fault;
            // Taken by another network: the next one may be free. Anything else is the same with every subnet.
            if (last.Kind != EngineFaultKind.Conflict)
            {
                break;
            }
        }

        return last! with { Advice = $"{last!.Advice} {advice}" };
    }
}
