using System.Collections.Concurrent;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Usage;

/// <summary>
/// Reads containers by the engine's statistics calls. The engine answers the first at once and every other with its next collection, a second
/// later; so many wait together, and no container is asked for again soon.
/// </summary>
internal sealed class StatisticsUsage(IContainerEngine engine, UsageOptions options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<ContainerId, ContainerUsage> _last = new();

    // Two readers at once must not ask for the same containers twice: the second waits, and finds them read.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>Reads these containers until the deadline passes; those not answered by then, gone or not running are left out.</summary>
    public async Task ReadAsync(IReadOnlyCollection<ContainerId> containers, Dictionary<ContainerId, ContainerUsage> readings, Deadline deadline)
    {
        var startedAt = time.GetTimestamp();
        var isOurs = false;
        try
        {
            await _oneAtATime.WaitAsync(deadline.Token);
            isOurs = true;

            // Who was left out last time has the oldest reading, or none, and comes first.
            var due = containers.Where(id => !IsFresh(id)).OrderBy(id => _last.TryGetValue(id, out var last) ? last.At : long.MinValue).ToList();
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = options.ConcurrentStatistics, CancellationToken = deadline.Token },
                async (id, token) => await ReadAsync(id, token));
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            // What has been answered counts.
        }
        finally
        {
            if (isOurs)
            {
                _oneAtATime.Release();
            }
        }

        foreach (var id in containers)
        {
            if (_last.TryGetValue(id, out var last) && (last.At >= startedAt || time.GetElapsedTime(last.At) < options.StatisticsInterval))
            {
                readings[id] = last;
            }
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task ReadAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var answer = await engine.ReadStatsAsync(id, cancellationToken);

        // No running container uses no memory: zero is what an engine says whose kernel doesn't count it.
        if (answer.TryGet(out var stats, out _) && stats.MemoryBytes > 0)
        {
            var cpu = TimeSpan.FromTicks(stats.CpuNanoseconds / TimeSpan.NanosecondsPerTick);
            _last[id] = new ContainerUsage(cpu, stats.MemoryBytes, time.GetTimestamp());
        }
        else
        {
            _last.TryRemove(id, out _);
        }
    }

    private bool IsFresh(ContainerId id) => _last.TryGetValue(id, out var last) && time.GetElapsedTime(last.At) < options.StatisticsInterval;

    /// <summary>Forgets whose reading is of no more use to anybody.</summary>
    public void Forget()
    {
        foreach (var (id, last) in _last)
        {
            if (time.GetElapsedTime(last.At) > 10 * options.StatisticsInterval)
            {
                _last.TryRemove(id, out _);
            }
        }
    }
}
