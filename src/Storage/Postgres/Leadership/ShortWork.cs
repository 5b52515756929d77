using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres.Leadership;

/// <summary>Work on a pooled connection that nobody waits for longer than the database may take, even when the network swallows packets.</summary>
internal static class ShortWork
{
    /// <summary>Does one piece of work. Throws <see cref="StoreException"/>; the provider's exception is inside.</summary>
    public static async Task<T> AskAsync<T>(
        this PostgresDatabase database, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(database.ConnectTimeout + database.CommandTimeout, database.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // What is late ends by itself, by the provider's own time limits.
            return await RunAsync(database, ask, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw PostgresErrors.Translate(e, database.Name);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresErrors.Translate(e, database.Name);
        }
    }

    private static async Task<T> RunAsync<T>(
        PostgresDatabase database, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenPooledAsync(cancellationToken);
        return await ask(connection, cancellationToken);
    }
}
