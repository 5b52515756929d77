using System.Runtime.InteropServices;

namespace Orchestry.Cli;

/// <summary>
/// Lets another program take the place of this process. A child would do, but for signals and service managers: what they send must reach the
/// controller, and nobody must sit between.
/// </summary>
internal static partial class ProcessImage
{
    /// <returns>Why it failed; it does not return otherwise.</returns>
    public static string Replace(string program, IReadOnlyList<string> arguments)
    {
        string?[] argv = [program, .. arguments, null];
        var code = Execute(program, argv);
        return code == 0 ? "it returned" : Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Execute(string path, string?[] argv);
}
