using Microsoft.Extensions.Logging;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Journal;
using Orchestry.Core.Metrics;

namespace Orchestry.Actors.Metrics;

/// <summary>
/// Appends samples to the history, one append at a time: what comes meanwhile goes together into the next one. What can't be written is lost,
/// which is said once. Lives inside the <see cref="MetricsActor"/>.
/// </summary>
internal sealed class SampleKeeper(IMetricHistory history, long term, ILogger log)
{
    // An hour of a hundred applications at the default interval; a history that hangs for longer must not take the memory.
    private const int MostWaiting = 36_000;

    private readonly List<MetricSample> _waiting = [];
    private int _underWay;
    private long _lost;
    private bool _isOver;

    /// <summary>An append has ended.</summary>
    internal sealed record Kept(Exception? Error);

    public void Keep(IReadOnlyList<MetricSample> samples, IActorRef self, CancellationToken life)
    {
        if (_isOver)
        {
            return;
        }

        _waiting.AddRange(samples);
        if (_waiting.Count > MostWaiting)
        {
            var tooMany = _waiting.Count - MostWaiting;
            _lost += tooMany;
            _waiting.RemoveRange(0, tooMany);
        }

        Append(self, life);
    }

    public void On(Kept kept, IActorRef self, CancellationToken life)
    {
        var count = _underWay;
        _underWay = 0;
        if (kept.Error is TermPassedException)
        {
            // Another node leads and keeps its own.
            _isOver = true;
            _waiting.Clear();
            return;
        }

        if (kept.Error is { } error)
        {
            if (_lost == 0)
            {
                log.SamplesLost(error.Message);
            }

            _lost += count;
        }
        else if (_lost > 0)
        {
            log.SamplesKept(_lost);
            _lost = 0;
        }

        Append(self, life);
    }

    private void Append(IActorRef self, CancellationToken life)
    {
        if (_underWay > 0 || _waiting.Count == 0)
        {
            return;
        }

        MetricSample[] samples = [.. _waiting];
        _waiting.Clear();
        _underWay = samples.Length;
        _ = history.AppendAsync(samples, term, life).PipeTo(self, success: () => new Kept(null), failure: error => new Kept(error));
    }
}
