using System.Security.Cryptography;
using System.Text;
using Orchestry.Core.Sealing;

namespace Orchestry.Host.Keys;

/// <summary>
/// The file that holds the master key: 32 bytes as base64, for its owner alone. It is never in the database, and so not in a copy of it either.
/// </summary>
internal static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Base64 of 32 bytes, and an end of line or two.
    private const int LongestText = 64;

    /// <summary>The key in the file; a new one, written there, where there is no file yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayCreate">Whether nothing has been sealed with any key yet, so that a new one is as good.</param>
    /// <exception cref="StartException">The file is missing though it may not be, is not for its owner alone, holds no key, or can't be read or written.</exception>
    public static MasterKey Open(string path, bool mayCreate)
    {
        try
        {
            if (!File.Exists(path))
            {
                if (!mayCreate)
                {
                    throw new StartException(
                        $"The key file {path} (ORCHESTRY_KEY_FILE) is missing, and the database holds what was sealed with it: copy the file of another node, "
                        + "or bring it back from where you keep it.");
                }

                Create(path);
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            {
                throw new StartException($"The key file {path} (ORCHESTRY_KEY_FILE) is not for its owner alone: chmod 600 {path}");
            }

            return new FileInfo(path).Length <= LongestText && Parse(File.ReadAllText(path)) is { } key
                ? key
                : throw new StartException($"The key file {path} (ORCHESTRY_KEY_FILE) must hold {MasterKey.Length} bytes as base64, such as: openssl rand -base64 {MasterKey.Length}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The key file {path} (ORCHESTRY_KEY_FILE) can't be used: {error.Message}");
        }
    }

    /// <summary>The key in a text, or null when it holds none.</summary>
    public static MasterKey? Parse(string text)
    {
        Span<byte> key = stackalloc byte[LongestText];
        try
        {
            return Convert.TryFromBase64String(text.Trim(), key, out var length) && length == MasterKey.Length ? new MasterKey(key[..length]) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>
    /// Several nodes of one machine may share the file and start at once: it appears whole, and whoever is second takes the first one's.
    /// </summary>
    private static void Create(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (var file = new FileStream(draft, options))
            {
                var key = RandomNumberGenerator.GetBytes(MasterKey.Length);
                file.Write(Encoding.ASCII.GetBytes($"{Convert.ToBase64String(key)}\n"));
                CryptographicOperations.ZeroMemory(key);
                file.Flush(flushToDisk: true);
            }

            // Else somebody was first.
            _ = NewFile.TryPlace(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
