using Dapper;
using Microsoft.Data.Sqlite;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Sqlite;

/// <summary>
/// The one connection that writes, with the statements of a commit prepared once. Not safe for two threads: the store lets one in at
/// a time.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int PrunePortion = 2000;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _advance;
    private readonly SqliteCommand _insertEvent;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;

    /// <summary>Takes over an open connection to a migrated database.</summary>
    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _advance = Prepare(SqliteSql.Advance, "@count", "@term");
        _insertEvent = Prepare(
            SqliteSql.InsertEvent,
            "@revision", "@type", "@level", "@component", "@reason", "@application", "@message", "@details", "@at",
            "@resource_kind", "@resource_namespace", "@resource_name", "@is_delete");
        _put = Prepare(SqliteSql.PutResource, "@kind", "@namespace", "@name", "@revision", "@spec", "@status");
        _delete = Prepare(SqliteSql.DeleteResource, "@kind", "@namespace", "@name");
    }

    public long Commit(IReadOnlyList<Change> changes, long term)
    {
        using var transaction = _connection.BeginTransaction();
        var first = Advance(transaction, changes.Count, term);
        for (var i = 0; i < changes.Count; i++)
        {
            Insert(transaction, first + i, changes[i]);
            Apply(transaction, first + i, changes[i].Mutation);
        }

        transaction.Commit();
        return first;
    }

    /// <summary>Deletes one portion of old events.</summary>
    /// <returns>How many were deleted; fewer than a portion when none is left.</returns>
    public (long Deleted, bool IsDone) PrunePortionOf(DateTimeOffset olderThan)
    {
        long deleted = _connection.Execute(SqliteSql.PruneEvents, new { olderThan = olderThan.UtcTicks, portion = PrunePortion });
        return (deleted, deleted < PrunePortion);
    }

    public void Dispose()
    {
        _advance.Dispose();
        _insertEvent.Dispose();
        _put.Dispose();
        _delete.Dispose();
        _connection.Dispose();
    }

    private long Advance(SqliteTransaction transaction, int count, long term)
    {
        Bind(_advance, transaction, count, term);
        return _advance.ExecuteScalar() is long last
            ? last - count + 1
            : throw new TermPassedException(term, _connection.ExecuteScalar<long>(SqliteSql.ReadTerm, transaction: transaction));
    }

    private void Insert(SqliteTransaction transaction, long revision, Change change)
    {
        var (e, key) = (change.Event, change.Mutation?.Key);
        Bind(
            _insertEvent, transaction,
            revision, e.Type.ToWord(), e.Level.ToWord(), e.Component, e.Reason, e.Application, e.Message, e.Details, e.At.UtcTicks,
            key?.Kind, key?.Namespace, key?.Name, change.Mutation is Mutation.Delete ? 1L : 0L);
        _insertEvent.ExecuteNonQuery();
    }

    private void Apply(SqliteTransaction transaction, long revision, Mutation? mutation)
    {
        switch (mutation)
        {
            case Mutation.Put put:
                Bind(_put, transaction, put.Key.Kind, put.Key.Namespace, put.Key.Name, revision, put.Spec, put.Status);
                _put.ExecuteNonQuery();
                break;
            case Mutation.Delete delete:
                Bind(_delete, transaction, delete.Key.Kind, delete.Key.Namespace, delete.Key.Name);
                _delete.ExecuteNonQuery();
                break;
        }
    }

    private static void Bind(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }
}
