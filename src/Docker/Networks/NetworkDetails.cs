using Orchestry.Core.Engine;

namespace Orchestry.Docker.Networks;

/// <summary>The part of <c>GET /networks/{name}</c> that we use.</summary>
internal sealed record NetworkDetails(string Id, string Name, AddressManagement? IPAM, Dictionary<string, string>? Labels)
{
    public NetworkSnapshot ToSnapshot()
    {
        var ipv4 = IPAM?.Config?.Find(pool => pool.Subnet?.Contains('.', StringComparison.Ordinal) == true);
        return new NetworkSnapshot(Id, Name, ipv4?.Subnet, Labels ?? []);
    }
}
