using Orchestry.Core.Engine;

namespace Orchestry.Docker.Networks;

/// <summary>The body of <c>POST /networks/create</c>.</summary>
internal sealed record CreateNetwork(string Name, IReadOnlyDictionary<string, string> Labels, AddressManagement? IPAM)
{
    public string Driver { get; init; } = "bridge";

    /// <summary>Without it, engines before API 1.44 would create a second network of the same name.</summary>
    public bool CheckDuplicate { get; init; } = true;

    public static CreateNetwork From(NetworkSpec spec) =>
        new(spec.Name, spec.Labels, spec.Subnet is null ? null : new AddressManagement([new AddressPool(spec.Subnet)]));
}

/// <summary>Where a network's addresses come from.</summary>
internal sealed record AddressManagement(List<AddressPool>? Config);

/// <summary>Addresses in CIDR form.</summary>
internal sealed record AddressPool(string? Subnet);
