using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>Work on a pooled connection that its caller may also call off at the server.</summary>
internal static class ShortWork
{
    /// <summary>Does one piece of work. Throws <see cref="StoreException"/>; the provider's exception is inside.</summary>
    public static Task<T> AskAsync<T>(
        this PostgresDatabase database, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        database.AskAsync(connection => ask(connection, cancellationToken), cancellationToken);
}
