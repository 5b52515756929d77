using System.Globalization;
using Orchestry.ClusterRig;

namespace Orchestry.Benchmarks.Failover;

/// <summary>One loss of the leader, timed.</summary>
internal sealed class FailoverTrial(Cluster cluster, int number)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);

    /// <summary>Milliseconds from the fault to the first write that another node than the lost leader acknowledges.</summary>
    public async Task<double> RunAsync(LeaderLoss loss)
    {
        var leader = await cluster.UntilHealthyAsync();
        var others = cluster.Nodes.Where(n => n != leader).ToArray();
        using var enough = new CancellationTokenSource(Ceiling, TimeProvider.System);
        var lostAt = TimeProvider.System.GetTimestamp();
        var tries = others.Select(n => TryAsync(n, enough.Token)).ToArray();
        var strike = loss.Strike(leader);
        string app;
        double took;
        try
        {
            app = await await Task.WhenAny(tries);
            took = TimeProvider.System.GetElapsedTime(lostAt).TotalMilliseconds;
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAny(Task.WhenAll(tries));
            await strike;
            await loss.Mend(leader);
        }

        var now = await cluster.UntilHealthyAsync();
        (await now.Api.DeleteAsync($"/api/v1/apps/{app}")).Expect(200);
        return took;
    }

    /// <summary>Registers an application, which costs a write and nothing on the engine, until this node itself grants it.</summary>
    private async Task<string> TryAsync(RigNode node, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"trial-{number}-{node.Id}");
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((await node.Api.RegisterAsync(new TestApp(name, "orchestry/none:1"))).Status == 201)
            {
                return name;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
