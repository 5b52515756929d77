using Orchestry.ClusterRig.History;

namespace Orchestry.ClusterRig.Chaos;

/// <summary>Breaks a part of a cluster for a while, and mends it.</summary>
internal sealed class Faults(Cluster cluster, Recorder recorder, Random random)
{
    // A replica that crashes again and again is held back on purpose: each is killed no more often than its crashes are forgiven.
    private static readonly TimeSpan Forgiven = TimeSpan.FromSeconds(75);
    private readonly Dictionary<(string App, int Slot), DateTimeOffset> _killed = [];

    /// <summary>Does it, and answers when the broken part works again; false: there was nothing to break.</summary>
    public async Task<bool> InjectAsync(FaultKind kind, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FaultKind.RestartDatabase or FaultKind.CrashDatabase:
                await cluster.Postgres!.StopServerAsync(kind == FaultKind.CrashDatabase ? "immediate" : "fast");
                await RestAsync(TimeSpan.FromSeconds(2), cancellationToken);
                await cluster.Postgres.StartServerAsync();
                return true;
            case FaultKind.KillContainer:
                return await KillContainerAsync();
            case FaultKind.KillLeader or FaultKind.TerminateLeader or FaultKind.FreezeLeader or FaultKind.CutLeader or FaultKind.TearLeader:
                return await cluster.LeaderAsync() is { } leader && await BreakAsync(kind, leader, cancellationToken);
            default:
                var former = await cluster.LeaderAsync();
                var followers = cluster.Nodes.Where(n => n != former).ToArray();
                return followers.Length > 0 && await BreakAsync(kind, followers[random.Next(followers.Length)], cancellationToken);
        }
    }

    private async Task<bool> BreakAsync(FaultKind kind, RigNode node, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FaultKind.KillLeader or FaultKind.KillFollower:
                await node.KillAsync();
                await RestAsync(TimeSpan.FromSeconds(1), cancellationToken);
                await node.StartAsync();
                break;
            case FaultKind.TerminateLeader:
                await node.TerminateAsync();
                await node.StartAsync();
                break;
            case FaultKind.FreezeLeader or FaultKind.FreezeFollower:
                var began = Recorder.Now;
                node.Freeze();
                await RestAsync(cluster.Lease * 1.6, cancellationToken);
                node.Thaw();
                recorder.Freezes.Enqueue(new Freeze(node.Id, began, Recorder.Now));
                break;
            case FaultKind.CutLeader or FaultKind.CutFollower:
                node.Wire!.Cut();
                await RestAsync(cluster.Lease * 1.6, cancellationToken);
                node.Wire.Heal();
                break;
            case FaultKind.TearLeader or FaultKind.TearFollower:
                node.Wire!.Tear();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }

        return true;
    }

    private async Task<bool> KillContainerAsync()
    {
        var began = Recorder.Now;
        var candidates = (await cluster.Stage.ContainersAsync()).Select(ContainerSeen.Of)
            .Where(c => c.IsRunning && (!_killed.TryGetValue((c.App, c.Slot), out var at) || began - at > Forgiven)).ToArray();
        if (candidates.Length == 0)
        {
            return false;
        }

        var victim = candidates[random.Next(candidates.Length)];
        _killed[(victim.App, victim.Slot)] = began;
        await cluster.Stage.TryKillAsync(victim.Id);
        // The engine's list may show it a moment longer.
        recorder.Disturbances.Enqueue(new Disturbance(victim.App, began, Recorder.Now + TimeSpan.FromSeconds(1)));
        return true;
    }

    /// <summary>Some time, at most so long; ended early by the end of the run, since what is broken must be mended.</summary>
    private Task RestAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        Task.WhenAny(Task.Delay(atMost * random.NextDouble(), TimeProvider.System, cancellationToken));
}
