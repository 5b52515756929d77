namespace Orchestry.Storage.Sqlite;

/// <summary>SQLite's primary result codes, by the names of its documentation (sqlite.org/rescode.html).</summary>
internal static class SqliteResult
{
    public const int Permission = 3;
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int IoError = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int TooBig = 18;
    public const int NotADatabase = 26;
}
