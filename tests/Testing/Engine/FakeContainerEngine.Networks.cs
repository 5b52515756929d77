using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

public sealed partial class FakeContainerEngine
{
    private const string DefaultBridge = "bridge";

    private readonly Dictionary<string, FakeNetwork> _networks = new()
    {
        [DefaultBridge] = new FakeNetwork("b41d6e", DefaultBridge, "172.17.0.0/16", new Dictionary<string, string>()),
    };

    /// <summary>Names of the networks there are, the default bridge included.</summary>
    public IReadOnlyList<string> Networks
    {
        get
        {
            lock (_sync)
            {
                return [.. _networks.Keys];
            }
        }
    }

    /// <inheritdoc/>
    public Task<EngineResult<NetworkSnapshot>> EnsureNetworkAsync(NetworkSpec spec, CancellationToken cancellationToken) =>
        CallAsync<NetworkSnapshot>(EngineCall.EnsureNetwork, spec.Name, _ =>
        {
            lock (_sync)
            {
                if (!_networks.TryGetValue(spec.Name, out var network))
                {
                    if (spec.Subnet is { } wanted && _networks.Values.Any(n => n.Subnet == wanted))
                    {
                        return Task.FromResult<EngineResult<NetworkSnapshot>>(new EngineFault(
                            EngineFaultKind.Conflict, $"The engine could not create network {spec.Name}: Pool overlaps with other one on this address space."));
                    }

                    var subnet = spec.Subnet ?? $"172.{17 + _networks.Count}.0.0/16";
                    _networks[spec.Name] = network = new FakeNetwork(NextId("network"), spec.Name, subnet, spec.Labels);
                }

                return Task.FromResult<EngineResult<NetworkSnapshot>>(
                    new NetworkSnapshot(network.Id, network.Name, network.Subnet, network.Labels));
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<EngineResult<Done>> RemoveNetworkAsync(string name, CancellationToken cancellationToken) =>
        CallAsync<Done>(EngineCall.RemoveNetwork, name, _ =>
        {
            lock (_sync)
            {
                if (_networks.TryGetValue(name, out var network) && network.IsInUse)
                {
                    return Task.FromResult<EngineResult<Done>>(
                        new EngineFault(EngineFaultKind.Conflict, $"The engine could not remove network {name}: it has active endpoints."));
                }

                _networks.Remove(name);
                return Task.FromResult<EngineResult<Done>>(Done.Value);
            }
        }, cancellationToken);

    private EngineFault? Attach(FakeContainer container)
    {
        var name = container.Spec.Network ?? DefaultBridge;
        if (!_networks.TryGetValue(name, out var network))
        {
            return new EngineFault(EngineFaultKind.NotFound, $"The engine could not start container {container.Id.ShortId}: network {name} not found.");
        }

        if (network.Take() is not { } address)
        {
            return new EngineFault(
                EngineFaultKind.InsufficientResources,
                $"The engine could not start container {container.Id.ShortId}: no available IPv4 addresses on this network's address pools: {name}.");
        }

        container.Addresses = new Dictionary<string, string> { [name] = address };
        return null;
    }

    private void Detach(FakeContainer container)
    {
        foreach (var (name, address) in container.Addresses)
        {
            _networks.GetValueOrDefault(name)?.GiveBack(address);
        }

        container.Addresses = new Dictionary<string, string>();
    }
}
