using Microsoft.Win32.SafeHandles;

namespace Orchestry.Cli;

/// <summary>Standard output as a stream that says when nobody reads it any more.</summary>
internal static class StandardOutput
{
    /// <summary>What writing fails with then (EPIPE).</summary>
    public const int BrokenPipe = 32;

    private const int Descriptor = 1;

    /// <summary>
    /// The console's own stream takes a pipe that nobody reads for written to: <c>logs -f | head</c> would follow for ever. A file stream would not move the
    /// place in a file that others write to as well, so files are left to the console's.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        var pipe = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!pipe.CanSeek)
        {
            return pipe;
        }

        pipe.Dispose();
        return Console.OpenStandardOutput();
    }
}
