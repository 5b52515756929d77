using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orchestry.Core.Engine;
using Orchestry.Core.Metrics;
using Orchestry.Docker.Transport;
using Orchestry.Docker.Usage;

namespace Orchestry.Docker;

/// <summary>
/// Reads what containers use: from the kernel's control groups where the engine is on this host, otherwise, and for containers whose group
/// can't be read, by the engine's statistics calls, which cost a hundred times as much. A container whose processor time has gone back was
/// restarted and is left out once, so that nobody computes a rate across it. Safe for concurrent use.
/// </summary>
public sealed class UsageReader : IUsageReader, IDisposable
{
    private readonly UsageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<UsageReader> _log;
    private readonly string _why;
    private readonly CgroupUsage? _cgroups;
    private readonly StatisticsUsage _statistics;
    private readonly HostFigures? _host;
    private readonly ConcurrentDictionary<ContainerId, ContainerUsage> _last = new();
    private string? _said;

    /// <summary>Looks which control groups there are; asks the engine nothing.</summary>
    /// <param name="engine">The engine whose containers are read.</param>
    /// <param name="endpoint">Where that engine is: only one behind a unix socket is taken to be on this host.</param>
    /// <param name="options">Folders and bounds.</param>
    /// <param name="time">The clock of the readings.</param>
    /// <param name="log">Is told which way is taken, whenever that changes.</param>
    /// <exception cref="ArgumentException">The address can't be an engine's.</exception>
    public UsageReader(IContainerEngine engine, DockerOptions endpoint, UsageOptions options, TimeProvider time, ILogger<UsageReader> log)
    {
        (_options, _time, _log) = (options, time, log);
        _statistics = new StatisticsUsage(engine, options, time);
        if (EngineEndpoint.Parse(endpoint).SocketPath is null)
        {
            _why = $"the engine at {endpoint.Host} is not on this host";
            return;
        }

        _host = new HostFigures(engine, options, time, log);
        var layout = CgroupLayout.Find(options.CgroupRoot);
        _cgroups = layout is null ? null : new CgroupUsage(layout, options.ProcRoot, engine, time);
        _why = layout is null
            ? $"no control groups that count processor time and memory are mounted at {options.CgroupRoot}"
            : $"the control groups of running containers can't be found or read at {options.CgroupRoot}";
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<ContainerId, ContainerUsage>> ReadAsync(
        IReadOnlyCollection<ContainerId> containers, CancellationToken cancellationToken)
    {
        var readings = new Dictionary<ContainerId, ContainerUsage>(containers.Count);
        using var deadline = new Deadline(_options.Deadline, _time, cancellationToken);
        try
        {
            IReadOnlyCollection<ContainerId> rest = containers.ToHashSet();
            if (_cgroups is not null)
            {
                rest = await _cgroups.ReadAsync(rest, readings, deadline);
            }

            var fromFiles = readings.Count;
            await _statistics.ReadAsync(rest, readings, deadline);
            Say(fromFiles, readings.Count - fromFiles);
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            // What could be read by then is the answer.
        }

        cancellationToken.ThrowIfCancellationRequested();
        LeaveOutRestarted(readings);
        return readings;
    }

    /// <inheritdoc/>
    public async Task<HostUsage?> ReadHostAsync(CancellationToken cancellationToken) =>
        _host is null ? null : await _host.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _statistics.Dispose();

    private void LeaveOutRestarted(Dictionary<ContainerId, ContainerUsage> readings)
    {
        foreach (var (id, reading) in readings)
        {
            var last = _last.GetValueOrDefault(id);
            if (last is not null && last.At > reading.At)
            {
                continue; // Another caller's reading, made later, got here first.
            }

            _last[id] = reading;
            if (last is not null && reading.CpuTime < last.CpuTime)
            {
                readings.Remove(id);
            }
        }

        foreach (var (id, last) in _last)
        {
            if (_time.GetElapsedTime(last.At) > TimeSpan.FromMinutes(10))
            {
                _last.TryRemove(id, out _);
            }
        }

        _statistics.Forget();
    }

    // Only what was really read tells the way: a container that ends while it is looked for is no reason to speak.
    private void Say(int fromFiles, int fromStatistics)
    {
        var way = fromStatistics > 0 ? _why : fromFiles > 0 ? "" : _said;
        if (way is null || Interlocked.Exchange(ref _said, way) == way)
        {
            return;
        }

        if (way.Length == 0)
        {
            _log.UsageFromControlGroups(_cgroups!.Layout.Name, _options.CgroupRoot);
        }
        else
        {
            _log.UsageFromStatistics(way);
        }
    }
}
