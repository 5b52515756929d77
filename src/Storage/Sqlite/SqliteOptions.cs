namespace Orchestry.Storage.Sqlite;

/// <summary>Where and how the embedded database is kept.</summary>
public sealed class SqliteOptions
{
    /// <summary>The data folder; created, for this user alone, when it is missing. Holds the database and its lock.</summary>
    public required string Folder { get; set; }

    /// <summary>
    /// How long a statement waits for a lock that another program (a backup, a shell) holds on the database before it fails.
    /// Default 5 s; whole seconds, at least 1.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many reads run at once; more wait. Default 8; at least 1.</summary>
    public int MaxReaders { get; set; } = 8;

    internal string DatabasePath => Path.Combine(Folder, "orchestry.db");
}
