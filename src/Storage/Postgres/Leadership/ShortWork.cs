using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>
/// Work on a pooled connection. It is bounded by the provider's own time limits and left to them when its caller goes: called off at the
/// provider, it would ask the server to cancel, and wait for that, on the thread of whoever called it off.
/// </summary>
internal static class ShortWork
{
    /// <summary>Does one piece of work. Throws <see cref="StoreException"/>; the provider's exception is inside.</summary>
    public static Task<T> AskAsync<T>(
        this PostgresDatabase database, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        database.AskAsync(connection => ask(connection, CancellationToken.None), cancellationToken);
}
