using System.Globalization;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Sqlite;

/// <summary>
/// Makes this process the only one that writes in a data folder. The operating system releases the lock when the process dies, however
/// it dies, so there are no stale locks to clean up.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private DataFolderLock(FileStream held) => _lock = held;

    /// <summary>Takes the lock, or throws a <see cref="StoreException"/> that names the process holding it.</summary>
    public static DataFolderLock Take(string folder)
    {
        var path = Path.Combine(folder, "orchestry.lock");
        FileStream held;
        try
        {
            held = Open(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            throw new StoreException(
                $"The data folder {folder} is in use by {DescribeOwner(folder)}. Stop that one first, or give this one a data folder of " +
                "its own (ORCHESTRY_DATA_DIR).", e);
        }

        try
        {
            WriteOwner(folder);
            return new DataFolderLock(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    // The runtime reports it as an IOException that only its code tells from a full disk: EWOULDBLOCK on Linux, on macOS, Windows' own.
    private static bool IsSharingViolation(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    // In a file of its own, because the locked one can't be opened even for reading.
    private static string OwnerPath(string folder) => Path.Combine(folder, "orchestry.pid");

    private static void WriteOwner(string folder)
    {
        using var writer = new StreamWriter(Open(OwnerPath(folder), FileMode.Create, FileShare.Read));
        writer.Write(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    private static string DescribeOwner(string folder)
    {
        try
        {
            return $"another controller, process {File.ReadAllText(OwnerPath(folder)).Trim()}";
        }
        catch (IOException) // it holds the lock but has not written its id yet
        {
            return "another controller";
        }
    }
}
