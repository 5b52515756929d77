using Microsoft.Data.Sqlite;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Sqlite;

/// <summary>Puts the failures of SQLite and of the file system into words that say what to do.</summary>
internal static class SqliteErrors
{
    /// <summary>The port's exception for one of the provider's.</summary>
    public static StoreException Translate(SqliteException error, string path) => new(Describe(error, path), error);

    /// <summary>The port's exception for a file or folder that can't be used.</summary>
    public static StoreException Translate(Exception error, string folder) => new(
        $"The data folder {folder} can't be used: {error.Message} Check that it exists, that this user owns it and that it is not " +
        "mounted read-only.", error);

    private static string Describe(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        SqliteResult.Full => $"The disk that holds {path} is full. Free some space there; writing goes on by itself.",
        SqliteResult.ReadOnly or SqliteResult.Permission =>
            $"{path} can't be written. Check that this user owns the file and its folder and that the disk is not mounted read-only.",
        SqliteResult.CannotOpen => $"{path} can't be opened. Check that its folder exists and that this user may read and write there.",
        SqliteResult.Busy or SqliteResult.Locked =>
            $"{path} is locked by another program, such as a backup or a database shell. Let it finish, or stop it.",
        SqliteResult.Corrupt or SqliteResult.NotADatabase =>
            $"{path} is damaged or is not a database of Orchestry. Stop the controller, keep a copy of the file, and restore a backup.",
        SqliteResult.IoError =>
            $"The disk that holds {path} reports an error (SQLite code {error.SqliteExtendedErrorCode}). Check the disk and the system log.",
        SqliteResult.TooBig => $"A value is too large for {path}.",
        _ => $"{path} failed with SQLite code {error.SqliteExtendedErrorCode}: {error.Message}",
    };
}
