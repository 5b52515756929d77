using Npgsql;
using NpgsqlTypes;

namespace Orchestry.Storage.Postgres;

/// <summary>Columns of many rows as parameters for <c>unnest</c>: one statement writes them all.</summary>
internal static class PostgresArray
{
    public static NpgsqlParameter<string?[]> Texts<T>(T[] items, Func<T, string?> text) => new()
    {
        TypedValue = Array.ConvertAll(items, item => PostgresText.Write(text(item))),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
    };

    public static NpgsqlParameter<long[]> Numbers<T>(T[] items, Func<T, long> number) => new()
    {
        TypedValue = Array.ConvertAll(items, item => number(item)),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
    };

    public static NpgsqlParameter<long?[]> MaybeNumbers<T>(T[] items, Func<T, long?> number) => new()
    {
        TypedValue = Array.ConvertAll(items, item => number(item)),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
    };

    public static NpgsqlParameter<double?[]> Figures<T>(T[] items, Func<T, double?> figure) => new()
    {
        TypedValue = Array.ConvertAll(items, item => figure(item)),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double,
    };
}
