using Orchestry.Core.Apps;
using Orchestry.Core.Engine;
using Orchestry.Core.Logs;
using Orchestry.Core.Orchestration;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Logs;

/// <summary>Reads the logs of an application's containers straight from the engine, dead containers that are still there included.</summary>
internal sealed class LogReader(IReadModel model, IContainerEngine engine)
{
    /// <summary>Lines read of one container at most: a bound on memory and on what <c>total_lines</c> counts.</summary>
    private const int LinesPerContainer = 10_000;

    public async Task<Outcome<LogPage>> ReadAsync(AppName name, LogsRequest request, CancellationToken cancellationToken)
    {
        if (model.Find(name) is not { } app)
        {
            return Refusal.NotFound(name.Value);
        }

        var replicas = app.Replicas.Where(r => r.Container is not null && Matches(r, request.Container)).ToArray();
        if (request.Container is { } wanted && replicas.Length == 0)
        {
            return UnknownContainer.Of(name, wanted, app.Replicas.Where(r => r.Container is not null));
        }

        try
        {
            var logs = await Task.WhenAll(replicas.Select(r => ReadAsync(r, request.Since, cancellationToken)));
            return new LogPage(LogMerge.NewestFirst(logs, request.Tail), logs.Sum(l => l.Count));
        }
        catch (EngineException error)
        {
            return new Refusal(RefusalKind.EngineFailed, error.Fault.ToString());
        }
    }

    private static bool Matches(ReplicaSnapshot replica, string? container) =>
        container is null
        || replica.Id.Name == container
        || (container.Length >= 12 && replica.Container!.Value.Value.StartsWith(container, StringComparison.Ordinal));

    private async Task<IReadOnlyList<LogLine>> ReadAsync(ReplicaSnapshot replica, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var lines = new List<LogLine>();
        try
        {
            var query = new LogQuery(LinesPerContainer, since, Follow: false);
            await foreach (var frame in engine.ReadLogsAsync(replica.Container!.Value, query, cancellationToken))
            {
                lines.Add(new LogLine(frame.Timestamp, replica.Id.Name, LogLevelRecognizer.Recognize(frame.Text), frame.Text));
            }
        }
        catch (EngineException error) when (error.IsOfGoneContainer())
        {
            // What was read is what there is.
        }

        return lines;
    }
}
