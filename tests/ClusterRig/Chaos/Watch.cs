using Orchestry.ClusterRig.History;

namespace Orchestry.ClusterRig.Chaos;

/// <summary>Looks at the engine, and at who says that it leads, again and again.</summary>
internal sealed class Watch(Cluster cluster, Recorder recorder)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll([LookAsync(SampleEngineAsync, cancellationToken), .. cluster.Nodes.Select(n => LookAsync(() => AskAsync(n), cancellationToken))]);

    public async Task SampleEngineAsync()
    {
        var began = Recorder.Now;
        var containers = await cluster.Stage.ContainersAsync();
        recorder.Engine.Enqueue(new EngineSample(began, Recorder.Now, [.. containers.Select(ContainerSeen.Of)]));
    }

    private async Task AskAsync(RigNode node)
    {
        var began = Recorder.Now;
        if (await Cluster.StatusAsync(node) is { IsLeader: true } status)
        {
            recorder.Offices.Enqueue(new OfficeSeen(node.Id, status.Term, began, Recorder.Now));
        }
    }

    private static async Task LookAsync(Func<Task> look, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await look();
            await Task.WhenAny(Task.Delay(Pause, TimeProvider.System, cancellationToken));
        }
    }
}
