using Npgsql;
using NpgsqlTypes;
using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>A batch of changes as the parameters of <see cref="PostgresSql.Commit"/>. Every change is read before anything is sent.</summary>
internal static class PostgresCommit
{
    public static NpgsqlCommand Make(IReadOnlyList<Change> changes, long term)
    {
        var (events, keys) = (changes.Select(change => change.Event).ToArray(), changes.Select(change => change.Mutation?.Key).ToArray());
        // Counted from 1, as WITH ORDINALITY does; the last mutation of a key is its net.
        var last = new Dictionary<ResourceKey, (Mutation Mutation, long Place)>();
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Mutation is { } mutation)
            {
                last[mutation.Key] = (mutation, i + 1);
            }
        }

        var puts = last.Values.Where(net => net.Mutation is Mutation.Put).Select(net => (Put: (Mutation.Put)net.Mutation, net.Place)).ToArray();
        var deletes = last.Values.Where(net => net.Mutation is Mutation.Delete).Select(net => net.Mutation.Key).ToArray();
        return new NpgsqlCommand(PostgresSql.Commit)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = changes.Count },
                new NpgsqlParameter<long> { TypedValue = term },
                PostgresArray.Texts(events, e => e.Type.ToWord()),
                PostgresArray.Texts(events, e => e.Level.ToWord()),
                PostgresArray.Texts(events, e => e.Component),
                PostgresArray.Texts(events, e => e.Reason),
                PostgresArray.Texts(events, e => e.Application),
                PostgresArray.Texts(events, e => e.Message),
                PostgresArray.Texts(events, e => e.Details),
                PostgresArray.Numbers(events, e => e.At.UtcTicks),
                PostgresArray.Texts(keys, key => key?.Kind),
                PostgresArray.Texts(keys, key => key?.Namespace),
                PostgresArray.Texts(keys, key => key?.Name),
                new NpgsqlParameter<bool[]>
                {
                    TypedValue = [.. changes.Select(change => change.Mutation is Mutation.Delete)],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean,
                },
                PostgresArray.Texts(puts, net => net.Put.Key.Kind),
                PostgresArray.Texts(puts, net => net.Put.Key.Namespace),
                PostgresArray.Texts(puts, net => net.Put.Key.Name),
                PostgresArray.Numbers(puts, net => net.Place),
                PostgresArray.Texts(puts, net => net.Put.Spec),
                PostgresArray.Texts(puts, net => net.Put.Status),
                PostgresArray.Texts(deletes, key => key.Kind),
                PostgresArray.Texts(deletes, key => key.Namespace),
                PostgresArray.Texts(deletes, key => key.Name),
            },
        };
    }
}
