using Orchestry.Http.Queries;

namespace Orchestry.Http.Orchestry.Logs;

/// <summary>The query parameter that names one container.</summary>
internal static class ContainerQuery
{
    private const int Longest = 300;

    /// <summary>What it says; null: left out.</summary>
    public static string? Read(QueryReader query)
    {
        var container = query.Text("container");
        if (container is { Length: 0 or > Longest })
        {
            query.Refuse("container", $"must be a replica's name or a container's id, 1 to {Longest} characters");
        }

        return container;
    }
}
