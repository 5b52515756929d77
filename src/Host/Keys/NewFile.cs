using System.Runtime.InteropServices;

namespace Orchestry.Host.Keys;

/// <summary>Puts a file in place whole, unless there is one.</summary>
internal static partial class NewFile
{
    /// <summary>EEXIST of errno.h, the same on Linux, macOS and the BSDs.</summary>
    private const int Exists = 17;

    /// <summary>
    /// Gives a file its name if nothing has that name; its former name may be there still. Of several that try at once, in whatever processes, one
    /// succeeds. Throws <see cref="IOException"/> and what else a file system refuses.
    /// </summary>
    /// <returns>Whether it has the name now; false: something else has it.</returns>
    public static bool TryPlace(string draft, string path)
    {
        // Moving without overwriting would, on Unix, look first and then replace whatever has come meanwhile; a second name is given or refused in one step.
        if (!OperatingSystem.IsWindows())
        {
            if (Link(draft, path) == 0)
            {
                return true;
            }

            if (Marshal.GetLastPInvokeError() == Exists)
            {
                return false;
            }
        }

        // Windows, where it is one step; or a file system without second names, where it must do.
        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string name);
}
