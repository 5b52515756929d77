using System.Data;
using Dapper;
using Npgsql;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>The reads, each on a connection that the caller has from the pool.</summary>
internal static class PostgresReader
{
    public static async Task<StoreSnapshot> LoadAsync(NpgsqlConnection connection)
    {
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var both = await connection.QueryMultipleAsync($"{PostgresSql.ReadRevision}; {PostgresSql.ReadResources}", transaction: snapshot);
        return new StoreSnapshot(
            await both.ReadSingleAsync<long>(), [.. (await both.ReadAsync<ResourceRow>()).Select(row => row.ToResource())]);
    }

    public static async Task<IReadOnlyList<JournalEntry>> ReadJournalAsync(NpgsqlConnection connection, long afterRevision, int limit) =>
        [.. (await connection.QueryAsync<EventRow>(PostgresSql.ReadJournal, new { afterRevision, limit })).Select(row => row.ToJournalEntry())];

    public static async Task<Resource?> FindAsync(NpgsqlConnection connection, ResourceKey key)
    {
        var row = await connection.QuerySingleOrDefaultAsync<ResourceRow>(PostgresSql.FindResource, new
        {
            Kind = PostgresText.Write(key.Kind), Namespace = PostgresText.Write(key.Namespace), Name = PostgresText.Write(key.Name),
        });
        return row?.ToResource();
    }

    public static async Task<EventPage> QueryEventsAsync(NpgsqlConnection connection, EventQuery query)
    {
        var values = new
        {
            Application = PostgresText.Write(query.Application),
            Type = query.Type?.ToWord(),
            Level = query.Level?.ToWord(),
            Since = query.Since?.UtcTicks,
            query.BeforeRevision,
            query.Limit,
        };
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var both = await connection.QueryMultipleAsync(
            $"{PostgresSql.SelectEventsMatching(query)}; {PostgresSql.CountEventsMatching(query)}", values, snapshot);
        return new EventPage(
            [.. (await both.ReadAsync<EventRow>()).Select(row => row.ToStoredEvent())], await both.ReadSingleAsync<long>());
    }
}
