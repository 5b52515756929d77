using Orchestry.Core.Apps;
using Orchestry.Core.Replicas;
using Orchestry.Core.Streams;

namespace Orchestry.Actors.Streams.Logs;

/// <summary>Which containers a subscriber wants: all, those of one replica, or one by its id.</summary>
internal readonly record struct LogFilter(string? Name, int? Attempt)
{
    private const int ShortestId = 12;

    /// <summary>What a request means; null: no replica of the application is called that.</summary>
    public static LogFilter? Of(string? container, AppSnapshot app)
    {
        if (container is null)
        {
            return new LogFilter(null, null);
        }

        if (app.Replicas.Any(r => r.Id.Name == container))
        {
            return new LogFilter(container, null);
        }

        var byId = container.Length < ShortestId ? null
            : app.Replicas.FirstOrDefault(r => r.Container?.Value.StartsWith(container, StringComparison.Ordinal) == true);
        return byId is null ? null : new LogFilter(null, byId.Id.Attempt);
    }

    /// <summary>Whether its log is wanted.</summary>
    public bool Wants(ReplicaSnapshot replica) => (Name is null || replica.Id.Name == Name) && (Attempt is null || replica.Id.Attempt == Attempt);

    /// <summary>Whether it is wanted. What may be about any container is.</summary>
    public bool Wants(LogsItem item) => item switch
    {
        LineItem line => Wants(line.Of, line.Container),
        EndItem end => Wants(end.Of, end.Container),
        LogGapItem { Of: { } attempt, Container: { } name } => Wants(attempt, name),
        _ => true,
    };

    private bool Wants(int attempt, string name) => (Name is null || name == Name) && (Attempt is null || attempt == Attempt);
}
