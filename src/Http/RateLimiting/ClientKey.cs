using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Orchestry.Http.RateLimiting;

/// <summary>
/// Whom requests are counted against: an IPv4 address, or the /64 of an IPv6 address, because a /64 is what one subscriber gets
/// and can take addresses from at will. Forwarding headers are not looked at: anyone can write them.
/// </summary>
internal readonly record struct ClientKey(ulong Prefix, bool IsV6)
{
    public static ClientKey Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return new ClientKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsV6: false);
        }

        return address.IsIPv4MappedToIPv6
            ? new ClientKey(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), IsV6: false)
            : new ClientKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsV6: true);
    }
}
