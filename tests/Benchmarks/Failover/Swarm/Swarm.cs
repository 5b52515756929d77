using System.Globalization;
using Orchestry.ClusterRig;

namespace Orchestry.Benchmarks.Failover.Swarm;

/// <summary>
/// Three engines as the managers of one swarm, each in a network namespace of its own; a bridge in a fourth joins them. Nothing of it is in the
/// machine's own network, there is no route out, and all of it is gone in the end. Needs root, <c>dockerd</c>, <c>ip</c> and <c>nsenter</c>.
/// </summary>
internal sealed class Swarm : IAsyncDisposable
{
    // In a namespace of its own: the machine's firewall, which an engine sets to drop, also sees what crosses a bridge of the machine.
    private const string Hub = "orchestry-swarm-hub";

    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orchestry-swarm-");

    private Swarm() => Managers = [.. Enumerable.Range(1, 3).Select(n => new SwarmManager(n, Hub, _folder))];

    public IReadOnlyList<SwarmManager> Managers { get; }

    public static async Task<Swarm> StartAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("The swarm needs network namespaces and engines of its own, which only root can make.");
        }

        var swarm = new Swarm();
        try
        {
            await swarm.BuildAsync(cancellationToken);
            return swarm;
        }
        catch
        {
            await swarm.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all three are managers that reach each other. Answers the leader.</summary>
    public Task<SwarmManager> UntilHealthyAsync(CancellationToken cancellationToken) => UntilAsync("three reachable managers", async () =>
    {
        var seen = await Task.WhenAll(Managers.Select(m => m.TryReadManagersAsync(cancellationToken)));
        return seen.All(s => s is { Reachable: 3, Leader: not null }) && seen.Select(s => s!.Leader).Distinct().Count() == 1
            ? Managers.SingleOrDefault(m => m.Address == seen[0]!.Leader)
            : null;
    }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var manager in Managers)
        {
            await manager.DisposeAsync();
        }

        await Command.TryAsync("ip", "netns", "delete", Hub);
        foreach (var mount in (await File.ReadAllLinesAsync("/proc/mounts")).Select(m => m.Split(' ')[1])
            .Where(m => m.StartsWith(_folder.FullName + "/", StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal))
        {
            await Command.TryAsync("umount", "-l", mount);
        }

        _folder.Delete(recursive: true);
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        // What a run before this one left, had it been cut off.
        await Command.TryAsync("ip", "netns", "delete", Hub);
        await Command.RunAsync("ip", "netns", "add", Hub);
        await Command.RunAsync("ip", "-n", Hub, "link", "add", "hub", "type", "bridge");
        await Command.RunAsync("ip", "-n", Hub, "link", "set", "hub", "up");
        foreach (var manager in Managers)
        {
            await manager.ConnectAsync();
            await manager.StartAsync(cancellationToken);
        }

        var token = await Managers[0].InitialiseAsync(cancellationToken);
        foreach (var manager in Managers.Skip(1))
        {
            await manager.JoinAsync(Managers[0], token, cancellationToken);
        }
    }

    internal static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look, CancellationToken cancellationToken)
        where T : class
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(startedAt) > Ceiling)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"Not seen within {Ceiling.TotalSeconds} s: {what}."));
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
