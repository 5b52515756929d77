using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Orchestry.Benchmarks.Streams;

/// <summary>
/// Linux's own wait for many sockets. What the base library puts around it costs a client of thousands of sockets more than reading them does, and
/// that would be taken from the server that is measured.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Remove = 2;
    private const int Readable = 1;
    private const int Most = 1024;

    // The kernel's struct epoll_event has no padding on x86-64, and has on all others.
    private static readonly int Padding = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0 : 4;
    private static readonly int Size = 12 + Padding;

    private readonly int _descriptor = Checked(epoll_create1(0));
    private readonly byte[] _ready = new byte[Most * Size];

    /// <summary>Watches a socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="index">What <see cref="Wait"/> calls it.</param>
    public void Watch(Socket socket, int index)
    {
        var wanted = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(wanted, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(wanted.AsSpan(4 + Padding), index);
        _ = Checked(epoll_ctl(_descriptor, Add, (int)socket.Handle, wanted));
    }

    /// <summary>Watches it no more.</summary>
    public void Leave(Socket socket) => _ = Checked(epoll_ctl(_descriptor, Remove, (int)socket.Handle, new byte[Size]));

    /// <summary>Waits for sockets with something to read, or for a time.</summary>
    /// <param name="indices">Where the indices of these sockets go; at least 1024 of them.</param>
    /// <param name="milliseconds">How long at most.</param>
    /// <returns>How many.</returns>
    public int Wait(int[] indices, int milliseconds)
    {
        var count = epoll_wait(_descriptor, _ready, Math.Min(Most, indices.Length), milliseconds);
        for (var i = 0; i < count; i++)
        {
            indices[i] = BinaryPrimitives.ReadInt32LittleEndian(_ready.AsSpan((i * Size) + 4 + Padding));
        }

        return Math.Max(0, count); // Less than none: a signal came in between.
    }

    public void Dispose() => _ = close(_descriptor);

    private static int Checked(int result) =>
        result >= 0 ? result : throw new IOException($"epoll: error {Marshal.GetLastPInvokeError()} of the system.");

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_ctl(int descriptor, int operation, int socket, byte[] wanted);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int epoll_wait(int descriptor, byte[] ready, int most, int milliseconds);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);
}
