using Dapper;
using Microsoft.Data.Sqlite;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Sqlite;

/// <summary>Reads on pooled read-only connections. In WAL mode they see the last commit and never wait for the writer, nor it for them.</summary>
internal sealed class SqliteReader(string connectionString)
{
    public StoreSnapshot Load() => InSnapshot((connection, transaction) => new StoreSnapshot(
        connection.ExecuteScalar<long>(SqliteSql.ReadRevision, transaction: transaction),
        [.. connection.Query<ResourceRow>(SqliteSql.ReadResources, transaction: transaction).Select(row => row.ToResource())]));

    public IReadOnlyList<JournalEntry> ReadJournal(long afterRevision, int limit)
    {
        using var connection = Open();
        return [.. connection.Query<EventRow>(SqliteSql.ReadJournal, new { afterRevision, limit }).Select(row => row.ToJournalEntry())];
    }

    public Resource? Find(ResourceKey key)
    {
        using var connection = Open();
        return connection.QuerySingleOrDefault<ResourceRow>(SqliteSql.FindResource, new { key.Kind, key.Namespace, key.Name })?.ToResource();
    }

    public EventPage QueryEvents(EventQuery query)
    {
        var values = new
        {
            query.Application,
            Type = query.Type?.ToWord(),
            Level = query.Level?.ToWord(),
            Since = query.Since?.UtcTicks,
            query.BeforeRevision,
            query.Limit,
        };
        return InSnapshot((connection, transaction) => new EventPage(
            [.. connection.Query<EventRow>(SqliteSql.SelectEventsMatching(query), values, transaction).Select(row => row.ToStoredEvent())],
            connection.ExecuteScalar<long>(SqliteSql.CountEventsMatching(query), values, transaction)));
    }

    public long ReadRevision()
    {
        using var connection = Open();
        return connection.ExecuteScalar<long>(SqliteSql.ReadRevision);
    }

    /// <summary>Closes the pooled connections; the pool would otherwise keep the files open after the store is closed.</summary>
    public void Close()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private T InSnapshot<T>(Func<SqliteConnection, SqliteTransaction, T> read)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        return read(connection, transaction);
    }

    /// <summary>A connection of the pool, for whoever reads by statements of their own; to be disposed of.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
