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
                Texts(events, e => e.Type.ToWord()),
                Texts(events, e => e.Level.ToWord()),
                Texts(events, e => e.Component),
                Texts(events, e => e.Reason),
                Texts(events, e => e.Application),
                Texts(events, e => e.Message),
                Texts(events, e => e.Details),
                Numbers(events, e => e.At.UtcTicks),
                Texts(keys, key => key?.Kind),
                Texts(keys, key => key?.Namespace),
                Texts(keys, key => key?.Name),
                new NpgsqlParameter<bool[]>
                {
                    TypedValue = [.. changes.Select(change => change.Mutation is Mutation.Delete)],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean,
                },
                Texts(puts, net => net.Put.Key.Kind),
                Texts(puts, net => net.Put.Key.Namespace),
                Texts(puts, net => net.Put.Key.Name),
                Numbers(puts, net => net.Place),
                Texts(puts, net => net.Put.Spec),
                Texts(puts, net => net.Put.Status),
                Texts(deletes, key => key.Kind),
                Texts(deletes, key => key.Namespace),
                Texts(deletes, key => key.Name),
            },
        };
    }

    private static NpgsqlParameter<string?[]> Texts<T>(T[] items, Func<T, string?> text) => new()
    {
        TypedValue = Array.ConvertAll(items, item => PostgresText.Write(text(item))),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
    };

    private static NpgsqlParameter<long[]> Numbers<T>(T[] items, Func<T, long> number) => new()
    {
        TypedValue = Array.ConvertAll(items, item => number(item)),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
    };
}
