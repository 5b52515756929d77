using Orchestry.Core.Journal;

namespace Orchestry.Storage.Postgres;

/// <summary>A row of <c>resources</c>, as Dapper fills it.</summary>
internal sealed class ResourceRow
{
    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required long Revision { get; init; }

    public required string Spec { get; init; }

    public string? Status { get; init; }

    public Resource ToResource() => new(ToKey(Kind, Namespace, Name), Revision, PostgresText.Read(Spec)!, PostgresText.Read(Status));

    public static ResourceKey ToKey(string kind, string @namespace, string name) =>
        new(PostgresText.Read(kind)!, PostgresText.Read(@namespace)!, PostgresText.Read(name)!);
}
