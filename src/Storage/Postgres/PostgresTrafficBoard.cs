using System.Text.Json;
using Npgsql;
using Orchestry.Core.Ingress;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>What the nodes say of their ingresses, in the database of the store; it must have been opened once.</summary>
public sealed class PostgresTrafficBoard(PostgresDatabase database) : ITrafficBoard
{
    /// <inheritdoc/>
    public Task PostAsync(NodeTraffic traffic, CancellationToken cancellationToken) => database.AskAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(PostgresSql.PostTraffic, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<string?> { TypedValue = PostgresText.Write(traffic.Node) },
                    new NpgsqlParameter<string?> { TypedValue = PostgresText.Write(traffic.ToJson()) },
                },
            };
            return await command.ExecuteNonQueryAsync(CancellationToken.None);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PostedTraffic>> ReadAsync(CancellationToken cancellationToken) => database.AskAsync(ReadAsync, cancellationToken);

    private async Task<IReadOnlyList<PostedTraffic>> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(PostgresSql.ReadTraffic, connection);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        var posted = new List<PostedTraffic>();
        while (await reader.ReadAsync(CancellationToken.None))
        {
            posted.Add(new PostedTraffic(Parse(reader.GetString(0), reader.GetString(1)), reader.GetTimeSpan(2)));
        }

        return posted;
    }

    private NodeTraffic Parse(string node, string content)
    {
        try
        {
            // The id of the row: JSON can't hold every text.
            return NodeTraffic.FromJson(PostgresText.Read(content)!) with { Node = PostgresText.Read(node)! };
        }
        catch (JsonException e)
        {
            // To leave the node out would look as if it had no requests under way.
            throw new StoreException(
                $"What node {node} posted of its traffic in {database.Name} can't be read: {e.Message} Does it run a newer release? Upgrade this one.", e);
        }
    }
}
