using System.Text.Json;
using Dapper;
using Npgsql;
using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Storage.Postgres;

/// <summary>The readings that nodes share, in the database of the store; it must have been opened once.</summary>
public sealed class PostgresReadingBoard(PostgresDatabase database) : IReadingBoard
{
    /// <inheritdoc/>
    public async Task PostAsync(IReadOnlyList<AppReadings> changed, long term, CancellationToken cancellationToken)
    {
        // One statement may not touch a row twice: the last of an app counts.
        AppReadings[] last = [.. changed.GroupBy(app => (app.Namespace, app.App)).Select(same => same.Last())];
        var fence = await database.AskAsync(connection => PostAsync(connection, last, term), cancellationToken);
        if (fence is null)
        {
            throw new TermPassedException(
                term, await database.AskAsync(connection => connection.ExecuteScalarAsync<long>(PostgresSql.ReadTerm), cancellationToken));
        }
    }

    /// <inheritdoc/>
    public async Task<PostedReadings> ReadAsync(long after, CancellationToken cancellationToken)
    {
        var rows = await database.AskAsync(
            async connection => (await connection.QueryAsync<ReadingsRow>(PostgresSql.ReadReadings, new { after })).AsList(), cancellationToken);
        return new PostedReadings(rows.Count == 0 ? after : rows[^1].Sequence, [.. rows.Select(row => row.ToReadings())]);
    }

    private static async Task<object?> PostAsync(NpgsqlConnection connection, AppReadings[] apps, long term)
    {
        await using var command = new NpgsqlCommand(PostgresSql.PostReadings, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = term },
                PostgresArray.Texts(apps, app => app.Namespace),
                PostgresArray.Texts(apps, app => app.App),
                PostgresArray.Texts(apps, app => JsonSerializer.Serialize(app.Readings, ReadingsJson.Default.ImmutableArrayProbeReading)),
                PostgresArray.Texts(
                    apps, app => app.Metrics is null ? null : JsonSerializer.Serialize(app.Metrics, ReadingsJson.Default.MetricSample)),
            },
        };
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }
}
