using System.Collections.Concurrent;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Docker.Transport;

namespace Orchestry.Docker.Usage;

/// <summary>Reads containers from their control groups; the engine is only asked about those whose group is not where groups are.</summary>
internal sealed class CgroupUsage(CgroupLayout layout, string procRoot, IContainerEngine engine, TimeProvider time)
{
    private const int ConcurrentInspections = 8;

    /// <summary>For how long a running container without a group of its own is not looked for again: the search is the dear part.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    private readonly CgroupFinder _finder = new(layout, procRoot);
    private readonly ConcurrentDictionary<ContainerId, Known> _known = new();

    public CgroupLayout Layout => layout;

    /// <summary>Reads these containers; answers those that must be read in another way. Those not running are in neither.</summary>
    public async Task<IReadOnlyCollection<ContainerId>> ReadAsync(
        IReadOnlyCollection<ContainerId> containers, Dictionary<ContainerId, ContainerUsage> readings, Deadline deadline)
    {
        // Off the caller's thread, which may be an actor's: a hundred containers are some milliseconds of system calls.
        var (elsewhere, missing) = await Task.Run(() => ReadKnown(containers, readings), deadline.Token);
        if (missing.Count > 0)
        {
            elsewhere.AddRange(await FindAsync(missing, readings, deadline));
        }

        return elsewhere;
    }

    private (List<ContainerId> Elsewhere, List<ContainerId> Missing) ReadKnown(
        IReadOnlyCollection<ContainerId> containers, Dictionary<ContainerId, ContainerUsage> readings)
    {
        var now = time.GetTimestamp();
        Forget(now);
        var (elsewhere, missing) = (new List<ContainerId>(), new List<ContainerId>());
        foreach (var id in containers)
        {
            var known = _known.GetValueOrDefault(id);
            if (known is { Group: null } && time.GetElapsedTime(known.At, now) < LookAgainAfter)
            {
                elsewhere.Add(id);
            }
            else if (!TryRead(id, known?.Group, readings) && !TryRead(id, _finder.Guess(id), readings))
            {
                _known.TryRemove(id, out _);
                missing.Add(id);
            }
        }

        return (elsewhere, missing);
    }

    private async Task<IEnumerable<ContainerId>> FindAsync(
        List<ContainerId> missing, Dictionary<ContainerId, ContainerUsage> readings, Deadline deadline)
    {
        var running = new ConcurrentDictionary<ContainerId, ContainerSnapshot>();
        await Parallel.ForEachAsync(
            missing,
            new ParallelOptions { MaxDegreeOfParallelism = ConcurrentInspections, CancellationToken = deadline.Token },
            async (id, token) =>
            {
                var inspected = await engine.InspectContainerAsync(id, token);
                if (inspected.TryGet(out var container, out _) && container.State is ContainerState.Running or ContainerState.Paused)
                {
                    running[id] = container;
                }
            });
        return await Task.Run(() => Locate(running, readings), deadline.Token);
    }

    private List<ContainerId> Locate(IReadOnlyDictionary<ContainerId, ContainerSnapshot> running, Dictionary<ContainerId, ContainerUsage> readings)
    {
        var hidden = running.Where(found => !TryRead(found.Key, _finder.OfProcess(found.Value.Id, found.Value.ProcessId), readings)).ToList();
        var searched = hidden.Count == 0 ? null : _finder.Search(hidden.Select(found => found.Value.Id).ToHashSet());
        var elsewhere = new List<ContainerId>();
        foreach (var (id, container) in hidden)
        {
            if (!TryRead(id, searched!.GetValueOrDefault(container.Id), readings))
            {
                _known[id] = new Known(null, time.GetTimestamp());
                elsewhere.Add(id);
            }
        }

        return elsewhere;
    }

    private bool TryRead(ContainerId id, ContainerCgroup? group, Dictionary<ContainerId, ContainerUsage> readings)
    {
        var at = time.GetTimestamp();
        if (group is null || !group.TryRead(out var cpu, out var memory))
        {
            return false;
        }

        readings[id] = new ContainerUsage(cpu, memory, at);
        _known[id] = new Known(group, at);
        return true;
    }

    private void Forget(long now)
    {
        foreach (var (id, known) in _known)
        {
            if (time.GetElapsedTime(known.At, now) > 10 * LookAgainAfter)
            {
                _known.TryRemove(id, out _);
            }
        }
    }

    /// <summary>A container's group, or that it has none we can read; and when that was last seen.</summary>
    private sealed record Known(ContainerCgroup? Group, long At);
}
