using Orchestry.Core.Journal;

namespace Orchestry.Storage.Sqlite;

/// <summary>A row of <c>resources</c>, as Dapper fills it.</summary>
internal sealed class ResourceRow
{
    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required long Revision { get; init; }

    public required string Spec { get; init; }

    public string? Status { get; init; }

    public Resource ToResource() => new(new ResourceKey(Kind, Namespace, Name), Revision, Spec, Status);
}
