using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Orchestry.Actors.Controller;
using Orchestry.Core.Engine;
using Orchestry.Core.Namespaces;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Engine;

/// <summary>
/// The networks of the namespaces. Containers of different bridge networks can't reach each other, which is what keeps namespaces apart; the engine's
/// host, where the ingress is, reaches all of them.
/// </summary>
internal sealed class ApplicationNetworks(IContainerEngine engine, ControllerOptions options) : IDisposable
{
    private const int PrefixOfOne = 24;

    private readonly ConcurrentDictionary<NamespaceName, ApplicationNetwork> _networks = new();

    /// <summary>The network of a namespace.</summary>
    public ApplicationNetwork Of(NamespaceName @namespace) => _networks.GetOrAdd(@namespace, Make);

    /// <summary>The engine was away, and what it had may be gone: the next launches look again.</summary>
    public void Forget()
    {
        foreach (var network in _networks.Values)
        {
            network.Forget();
        }
    }

    /// <summary>The last application of a namespace is gone. The one of whatever names none stays: it may not be ours alone.</summary>
    public Task RemoveAsync(NamespaceName @namespace, CancellationToken cancellationToken) =>
        @namespace.IsDefault ? Task.CompletedTask : Of(@namespace).RemoveAsync(cancellationToken);

    public void Dispose()
    {
        foreach (var network in _networks.Values)
        {
            network.Dispose();
        }
    }

    /// <summary>The pieces of a pool that networks are made of, in order.</summary>
    internal static IEnumerable<string?> Cut(string pool)
    {
        var whole = IPNetwork.Parse(pool);
        if (whole.BaseAddress.AddressFamily != AddressFamily.InterNetwork || whole.PrefixLength >= PrefixOfOne)
        {
            return [pool];
        }

        var first = BinaryPrimitives.ReadUInt32BigEndian(whole.BaseAddress.GetAddressBytes());
        // One by one as they are asked for: a large pool has thousands, and the first are nearly always free.
        return Enumerable.Range(0, 1 << (PrefixOfOne - whole.PrefixLength)).Select(i =>
        {
            var address = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(address, first + ((uint)i << (32 - PrefixOfOne)));
            return $"{new IPAddress(address)}/{PrefixOfOne}";
        });
    }

    private ApplicationNetwork Make(NamespaceName @namespace)
    {
        var labels = new Dictionary<string, string> { [ContainerLabels.Cluster] = options.ClusterName };
        if (@namespace.IsDefault)
        {
            return new ApplicationNetwork(
                engine, new NetworkSpec(options.Network, null, labels), [options.Subnet],
                $"The network's name and addresses are set by DOCKER_NETWORK and DOCKER_SUBNET ({options.Subnet}).");
        }

        labels[ContainerLabels.Namespace] = @namespace.Value;
        IEnumerable<string?> subnets = options.NamespacePool is { } pool ? Cut(pool) : [null];
        return new ApplicationNetwork(
            engine, new NetworkSpec($"{options.Network}_{@namespace}", null, labels), subnets,
            $"The addresses of namespaces' networks are set by DOCKER_NAMESPACE_POOL ({options.NamespacePool ?? "the engine chooses"}).");
    }
}
