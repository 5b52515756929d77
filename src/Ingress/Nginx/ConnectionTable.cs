using System.Buffers.Text;
using System.Net;

namespace Orchestry.Ingress.Nginx;

/// <summary>The TCP connections from this machine to replicas, as the kernel lists them; those of this process (probes) are left out.</summary>
internal sealed class ConnectionTable(string procPath = "/proc")
{
    private const int Established = 1;
    private const int SynSent = 2;

    /// <summary>How many connections there are to each of these, being opened or open.</summary>
    /// <exception cref="IOException">The kernel's list can't be read.</exception>
    public Dictionary<IPEndPoint, int> Count(IEnumerable<IPEndPoint> replicas)
    {
        var counts = replicas.Distinct().ToDictionary(r => r, _ => 0);
        if (counts.Count == 0)
        {
            return counts;
        }

        var wanted = counts.Keys.ToDictionary(r => (BitConverter.ToUInt32(r.Address.GetAddressBytes()), r.Port));
        // The list is read in pieces while connections come and go, and may hold one twice.
        var found = new HashSet<(IPEndPoint Replica, string Socket)>();
        ReadOnlySpan<byte> table = File.ReadAllBytes(Path.Combine(procPath, "net/tcp"));
        foreach (var range in table.Split((byte)'\n'))
        {
            if (Parse(table[range]) is { State: Established or SynSent } row && wanted.TryGetValue((row.Address, row.Port), out var replica))
            {
                found.Add((replica, $"socket:[{row.Inode}]"));
            }
        }

        var own = found.Count > 0 ? OwnSockets() : [];
        foreach (var (replica, _) in found.Where(f => !own.Contains(f.Socket)))
        {
            counts[replica]++;
        }

        return counts;
    }

    /// <summary>A row: number, local and remote address (the bytes in memory order, as hexadecimal number), state, and seven fields on the inode.</summary>
    private static Row? Parse(ReadOnlySpan<byte> line)
    {
        var row = default(Row);
        var field = 0;
        foreach (var range in line.Split((byte)' '))
        {
            var text = line[range];
            if (text.IsEmpty)
            {
                continue;
            }

            switch (field++)
            {
                case 2 when text.Length != 13 || !Utf8Parser.TryParse(text[..8], out row.Address, out _, 'x') || !Utf8Parser.TryParse(text[9..], out row.Port, out _, 'x'):
                case 3 when !Utf8Parser.TryParse(text, out row.State, out _, 'x'):
                    return null;
                case 9:
                    return Utf8Parser.TryParse(text, out row.Inode, out _) ? row : null;
                default:
                    break;
            }
        }

        return null;
    }

    private HashSet<string> OwnSockets()
    {
        var sockets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var descriptor in new DirectoryInfo(Path.Combine(procPath, "self/fd")).EnumerateFileSystemInfos())
        {
            try
            {
                if (descriptor.LinkTarget is { } target && target.StartsWith("socket:", StringComparison.Ordinal))
                {
                    sockets.Add(target);
                }
            }
            catch (IOException)
            {
                // Closed since it was listed.
            }
        }

        return sockets;
    }

    private struct Row
    {
        public uint Address;
        public int Port;
        public int State;
        public long Inode;
    }
}
