namespace Orchestry.Storage.Postgres;

/// <summary>Where the shared database is, and how long it may take.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// An Npgsql connection string, without the options set here. Several hosts may be named (<c>Host=a,b</c>): the one that is the primary is
    /// used, so a promoted replica is found. Holds the password: never log it.
    /// </summary>
    public required string ConnectionString { get; set; }

    /// <summary>Connections for reads at most. Default 8; at least 2. Writing, listening and the lock have one each besides.</summary>
    public int PoolSize { get; set; } = 8;

    /// <summary>How long opening a connection may take before the database counts as away. Default 2 s; at least 1 s, whole seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a statement may take before the database counts as away. Default 3 s; at least 1 s, whole seconds.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(3);
}
