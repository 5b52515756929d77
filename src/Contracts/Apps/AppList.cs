using System.Text.Json.Serialization;

namespace Orchestry.Contracts.Apps;

/// <summary>Answer of <c>GET /api/v1/apps</c>. The counts are over all applications, whatever the filter lets through.</summary>
/// <param name="Apps">The applications the filter lets through, by name.</param>
/// <param name="Total">All applications.</param>
/// <param name="Running">Those that run.</param>
/// <param name="Stopped">Those that are stopped.</param>
/// <param name="Error">Those that need a person.</param>
public sealed record AppList(IReadOnlyList<AppListEntry> Apps, int Total, int Running, int Stopped, int Error);

/// <summary>One application of the list. Namespace and id are left out where they are <c>default</c> and the name.</summary>
public sealed record AppListEntry(
    string Name,
    string Status,
    ReplicaPair Replicas,
    string Image,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Namespace = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null);

/// <summary>How many replicas run and are wanted.</summary>
public sealed record ReplicaPair(int Current, int Desired);

/// <summary>Answer of <c>GET /api/v1/apps?format=summary</c>: the list with names and states only.</summary>
public sealed record AppSummary(IReadOnlyList<AppSummaryEntry> Apps, int Total, int Running, int Stopped, int Error);

/// <summary>One application of the summary. Namespace and id are left out where they are <c>default</c> and the name.</summary>
public sealed record AppSummaryEntry(
    string Name,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Namespace = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id = null);
