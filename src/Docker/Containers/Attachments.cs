namespace Orchestry.Docker.Containers;

/// <summary>A container's networks, in the list as in the details.</summary>
internal sealed record Attachments(Dictionary<string, Attachments.Endpoint?>? Networks)
{
    public static IReadOnlyDictionary<string, string> Addresses(Attachments? attachments)
    {
        var addresses = new Dictionary<string, string>();
        foreach (var (network, endpoint) in attachments?.Networks ?? [])
        {
            if (endpoint?.IPAddress is { Length: > 0 } address)
            {
                addresses[network] = address;
            }
        }

        return addresses;
    }

    /// <summary>Its place in one network; without an address while it is not running.</summary>
    internal sealed record Endpoint(string? IPAddress);
}
