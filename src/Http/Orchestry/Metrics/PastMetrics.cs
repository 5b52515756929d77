using Orchestry.Core.Apps;
using Orchestry.Core.Metrics;

namespace Orchestry.Http.Orchestry.Metrics;

/// <summary>Reads an application's past, and nothing of an earlier application of its name.</summary>
internal sealed class PastMetrics(IMetricHistory history)
{
    /// <summary>The newest points, oldest first. Throws <see cref="Core.Journal.StoreException"/>.</summary>
    /// <param name="app">The application.</param>
    /// <param name="interval">How long a stretch each point stands for.</param>
    /// <param name="count">At most this many; 0 asks nobody.</param>
    /// <param name="now">Until when.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MetricSample>> ReadAsync(
        AppSnapshot app, TimeSpan interval, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return [];
        }

        var (name, born) = (app.Name.Value, app.CreatedAt);
        var first = MetricStretch.StartOf(born, interval);
        var points = await history.ReadAsync(new MetricQuery(name, first, now, interval, count), cancellationToken);
        return points is [var oldest, ..] && oldest.At < born && await HadPredecessorAsync(name, first, born, cancellationToken)
            ? [.. points.Skip(1)]
            : points;
    }

    /// <summary>Whether an application of that name was measured in the stretch in which this one was registered, before it was.</summary>
    private async Task<bool> HadPredecessorAsync(string name, DateTimeOffset from, DateTimeOffset born, CancellationToken cancellationToken)
    {
        var shortest = MetricStretch.StartOf(born, MetricStretch.Shortest);
        return (from < shortest
                && await history.ReadAsync(new MetricQuery(name, from, shortest, MetricStretch.Shortest, 1), cancellationToken) is [_, ..])
            || await history.ReadAsync(new MetricQuery(name, shortest, born, null, 1), cancellationToken) is [_, ..];
    }
}
