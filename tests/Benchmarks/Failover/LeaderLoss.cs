using Orchestry.ClusterRig;

namespace Orchestry.Benchmarks.Failover;

/// <summary>A way to lose a leader.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Target">What the median should stay below.</param>
/// <param name="Strike">Does it; may complete only when the process is gone.</param>
/// <param name="Mend">Undoes it.</param>
internal sealed record LeaderLoss(string Name, TimeSpan Target, Func<RigNode, Task> Strike, Func<RigNode, Task> Mend)
{
    public static IReadOnlyList<LeaderLoss> All(TimeSpan lease) =>
    [
        new("is killed (SIGKILL)", TimeSpan.FromMilliseconds(250), node => node.KillAsync(), node => node.StartAsync()),
        new("is asked to end (SIGTERM)", TimeSpan.FromMilliseconds(150), node => node.TerminateAsync(), node => node.StartAsync()),
        new("freezes (SIGSTOP)", lease + TimeSpan.FromSeconds(1), Now(node => node.Freeze()), Now(node => node.Thaw())),
        new("is cut off from the database", lease + TimeSpan.FromSeconds(1), Now(node => node.Wire!.Cut()), Now(node => node.Wire!.Heal())),
    ];

    private static Func<RigNode, Task> Now(Action<RigNode> act) => node =>
    {
        act(node);
        return Task.CompletedTask;
    };
}
