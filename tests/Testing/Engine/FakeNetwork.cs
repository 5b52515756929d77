using System.Buffers.Binary;
using System.Net;

namespace Orchestry.Testing.Engine;

/// <summary>A network of the fake engine: hands out the lowest free address, so that reuse of a dead container's address shows soon.</summary>
internal sealed class FakeNetwork(string id, string name, string subnet, IReadOnlyDictionary<string, string> labels)
{
    private readonly IPNetwork _subnet = IPNetwork.Parse(subnet);
    private readonly SortedSet<uint> _taken = [];

    public string Id => id;

    public string Name => name;

    public string Subnet => subnet;

    public IReadOnlyDictionary<string, string> Labels => labels;

    public bool IsInUse => _taken.Count > 0;

    /// <summary>An address, or null when all are taken. The first is the gateway's, the last is for broadcasts.</summary>
    public string? Take()
    {
        var first = ToNumber(_subnet.BaseAddress);
        var size = 1u << (32 - _subnet.PrefixLength);
        for (var offset = 2u; offset + 1 < size; offset++)
        {
            if (_taken.Add(first + offset))
            {
                var bytes = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(bytes, first + offset);
                return new IPAddress(bytes).ToString();
            }
        }

        return null;
    }

    public void GiveBack(string address) => _taken.Remove(ToNumber(IPAddress.Parse(address)));

    private static uint ToNumber(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}
